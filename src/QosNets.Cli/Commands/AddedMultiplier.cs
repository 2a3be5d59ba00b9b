using QosNets.Cli.Shell;
using QosNets.Multipliers;
using QosNets.Reporting.Results;
using QosNets.Training.Experiments;
using QosNets.Training.Runs;

namespace QosNets.Cli.Commands;

/// <summary>A multiplier of one's own that a run may choose beside those of its library.</summary>
internal sealed class AddedMultiplier
{
    private readonly MultiplierLibrary library;
    private readonly string path;

    private AddedMultiplier(MultiplierLibrary library, string name, string path)
    {
        (this.library, Name, this.path) = (library, name, path);
    }

    /// <summary>Its name in the library.</summary>
    public string Name { get; }

    /// <summary>Reads a multiplier and adds it to the library of an experiment.</summary>
    /// <param name="file">A file that <c>multipliers import</c> reads, of one multiplier.</param>
    /// <param name="power">Its power in mW, or null where the file says it.</param>
    /// <param name="experiment">The experiment.</param>
    /// <param name="output">Gets the notes of the import.</param>
    /// <exception cref="CommandException">
    /// The file holds no multiplier, several, or one that does not fit the library.
    /// </exception>
    public static AddedMultiplier Read(string file, double? power, Experiment experiment, TextWriter output)
    {
        var old = MultiplierLibrary.Load(RunPipeline.LibraryOf(experiment));
        try
        {
            var options = new ImportOptions(old.Signed, FactsPath: null, old.Name) { PowerMilliwatt = power };
            var result = MultiplierImport.Read([file], options);
            if (result.Multipliers.Count != 1)
                throw new CommandException(
                    $"--add {file}: it holds {result.Multipliers.Count} multipliers; a run adds one; "
                        + "to add several make a library "
                        + $"with 'qosnets multipliers import' and name it by --set library=FILE"
                );
            var notes = result.Notes.ToList();
            var merged = MultiplierMerge.Into(old, result.Multipliers, notes);
            foreach (var note in notes)
                output.WriteLine($"note: {note}");
            var digest = result.Multipliers[0].Digest;
            return new AddedMultiplier(merged, merged.Multipliers.First(m => m.Digest == digest).Name, file);
        }
        catch (LibraryException e)
        {
            throw new CommandException(
                $"--add {file}: {ErrorReport.OneLine(e.Message)} (such options are those of 'qosnets multipliers import', whose "
                    + $"library --set library=FILE names)"
            );
        }
    }

    /// <summary>Name of a run with it.</summary>
    public string RunName(Experiment experiment) => $"{experiment.Name}-with-{Name}";

    /// <summary>
    /// Writes the library into the folder of the run, under a name by its content: a library that earlier results name stays.
    /// </summary>
    /// <returns>The file.</returns>
    public string SaveIn(string folder)
    {
        Directory.CreateDirectory(folder);
        var added = library.Multipliers[library.IndexOf(Name)];
        var file = Path.Combine(folder, $"library-{Name}-{added.Digest}.npz");
        library.Save(file);
        return file;
    }

    /// <summary>The line that says where the run uses it.</summary>
    public string Outcome(RunResults results)
    {
        var uses = results
            .OperatingPoints.Select(p => (p.Name, Layers: p.Assignment.Count(a => a.Value == Name)))
            .Where(p => p.Layers > 0)
            .Select(p => $"{p.Name} in {p.Layers} of {results.OperatingPoints[0].Assignment.Count} layers")
            .ToList();
        return uses.Count > 0
            ? $"added    {Name} of {path}: used at {string.Join(", ", uses)}"
            : $"added    {Name} of {path}: a candidate that no operating point uses";
    }
}
