import GANZooCLI
import OwnRoles

GANZooCLI.main()
