import GANZooCLI

GANZooCLI.main()
