import GANZooCLI
import LogitRange

GANZooCLI.main()
