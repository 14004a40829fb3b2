import ArgumentParser

struct DataCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "data", abstract: "Checks, converts and shows data sets.",
        discussion:
            "DATA is a recipe, a folder of images, a zip file, a list of images (.txt, .tsv or .csv), a table of pixels (.csv), "
            + "or CIFAR's or MNIST's files.",
        subcommands: [DataCheckCommand.self, DataConvertCommand.self, DataPreviewCommand.self])
}
