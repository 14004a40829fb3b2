import GANBenchmark

BenchCommand.run()
