// Tests of the project use the helpers for single components, and the checks of components, too.
@_exported import GANComponentTesting
@_exported import GANContractCheck
