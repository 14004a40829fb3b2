import GANModule
