// Tests of the project use the helpers for single components too.
@_exported import GANComponentTesting
