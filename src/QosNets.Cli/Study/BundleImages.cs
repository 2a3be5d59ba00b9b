using QosNets.Bundles;
using QosNets.Cli.Shell;
using QosNets.Data;

namespace QosNets.Cli.Study;

/// <summary>Opens the data set that a bundle was trained on.</summary>
internal static class BundleImages
{
    /// <summary>The option that names its folder.</summary>
    public static System.CommandLine.Option<string?> Folder() =>
        new("--data") { Description = "Folder of the data set; not needed for the embedded one.", HelpName = "FOLDER" };

    /// <summary>Opens the data set.</summary>
    /// <param name="file">The bundle's file, for messages.</param>
    /// <param name="bundle">The bundle.</param>
    /// <param name="folder">Where the data set is; null for the embedded one.</param>
    /// <param name="notes">Takes what the user should know of how it was read.</param>
    /// <exception cref="DataException">It cannot be opened.</exception>
    /// <exception cref="CommandException">Its images or classes are not those of the bundle.</exception>
    public static DataSet Open(string file, Bundle bundle, string? folder, TextWriter notes)
    {
        var dataset = DataSets.OpenAs(Form(bundle), bundle.Metadata.Dataset, folder, DataFolder.Cache());
        foreach (var note in dataset.Notes)
            notes.WriteLine($"note: {note}");
        var (input, test) = (bundle.Network.Input.Shape, dataset.Test);
        if ((input.Channels, input.Height, input.Width) != (test.Channels, test.Height, test.Width))
            throw new CommandException(
                $"{file} takes images of {input}, those of {dataset.Name} are {test.Channels}×{test.Height}×{test.Width}; "
                    + $"name the folder with --data"
            );
        if (!bundle.Metadata.Classes.SequenceEqual(dataset.ClassNames))
            throw new CommandException(
                $"{file} was trained on other classes than {dataset.Name} has here; name the folder it was trained on with --data"
            );
        return dataset;
    }

    /// <summary>Images of files come in any size and in colour; a bundle says which it takes.</summary>
    private static ImageForm? Form(Bundle bundle)
    {
        var input = bundle.Network.Input.Shape;
        return bundle.Metadata.Dataset == DataSets.Files && input.Height == input.Width
            ? new ImageForm { Size = input.Height, Grey = input.Channels == 1 }
            : null;
    }
}
