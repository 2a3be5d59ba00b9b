using QosNets.Training.Experiments;
using Tomlyn.Syntax;

namespace QosNets.Sweeps.Files;

/// <summary>
/// Sweep files: TOML that names an experiment and what its runs differ in. The runs are every entry of <c>[[run]]</c> (or one
/// without settings) with every combination of the lists in <c>[grid]</c> and every seed of <c>seeds</c>; <c>[set]</c> holds for
/// all of them. docs/sweeps.md describes the form.
/// </summary>
internal static class SweepFile
{
    private const int MostRuns = 10_000;
    private static readonly string[] SectionNames = ["set", "grid", "run", "slurm"];

    /// <summary>Reads and checks a sweep and the experiments of all its runs.</summary>
    /// <param name="path">The file. Relative paths in it are relative to its folder where they exist there.</param>
    /// <exception cref="SweepException">
    /// It is missing, not TOML, or says something impossible; the message names the place.
    /// </exception>
    /// <exception cref="ExperimentException">The experiment, or a value for it, is impossible.</exception>
    public static Sweep Read(string path)
    {
        if (!File.Exists(path))
            throw new SweepException($"{path}: there is no such file; give the path of a sweep (.toml)");
        var sections = SweepEntries.Of(File.ReadAllText(path), path);
        foreach (var section in sections.Skip(1))
        {
            if (!SectionNames.Contains(section.Name))
                throw new SweepException(
                    $"{section.Place}: [{section.Name}] is not a section of a sweep; they are [set], [grid], [[run]] and [slurm]"
                );
            if (section.IsList != (section.Name == "run"))
                throw new SweepException(
                    $"{section.Place}: write {(section.Name == "run" ? "[[run]], once a run" : $"[{section.Name}]")}"
                );
        }
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var (experiment, seeds) = Top(sections[0], path, folder);
        var slurm = SlurmSection.Read(Entries(sections, "slurm"));
        var common = Entries(sections, "set").Select(e => Setting(e, e.Text)).ToList();
        var grid = Entries(sections, "grid").Select(Choices).ToList();
        var variants = sections.Where(s => s.Name == "run").Select(SweepVariant.Of).ToList();
        if (variants.Count == 0)
            variants.Add(SweepVariant.Plain);
        var count = grid.Aggregate((double)variants.Count * Math.Max(1, seeds.Count), (n, g) => n * g.Count);
        if (count > MostRuns)
            throw new SweepException($"{path}: it has {count:0} runs, more than {MostRuns}; leave some values out of [grid]");

        var runs = new List<SweepRun>();
        foreach (var variant in variants)
        {
            foreach (var cell in Product(grid))
            {
                foreach (var seed in seeds.Count > 0 ? seeds : [null])
                    runs.Add(Build(path, experiment, folder, common, variant, cell, seed));
            }
        }
        if (runs.GroupBy(r => r.Name).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new SweepException(
                $"{path}: {twice.Count()} runs would be called {twice.Key}; give [[run]] entries names that differ, "
                    + "and no value twice"
            );
        return new Sweep(Path.GetFileNameWithoutExtension(path), runs, slurm);
    }

    private static SweepRun Build(
        string path,
        string experiment,
        string folder,
        List<SweepSetting> common,
        SweepVariant variant,
        IReadOnlyList<SweepSetting> cell,
        SweepSetting? seed
    )
    {
        var group = RunNames.Of(variant.Name, cell, Path.GetFileNameWithoutExtension(experiment));
        var name = seed is null ? group : $"{group}-seed{seed.Value}";
        IEnumerable<SweepSetting> settings = [.. common, .. variant.Settings, .. cell];
        var overrides = settings
            .Concat(seed is null ? [] : [seed])
            .Select(s => new ExperimentOverride($"{s.Key}={s.Value}", s.Place, folder))
            .Append(new ExperimentOverride($"name=\"{name}\"", path, folder));
        var told = variant.Settings.Concat(cell).GroupBy(s => s.Key).ToDictionary(g => g.Key, g => g.Last().Value.Trim('"'));
        if (variant.Name.Length > 0)
            told["variant"] = variant.Name;
        return new SweepRun(name, group, told, ExperimentFile.ReadWith(experiment, [.. overrides]));
    }

    private static (string Experiment, List<SweepSetting?> Seeds) Top(SweepSection top, string path, string folder)
    {
        string? experiment = null;
        List<SweepSetting?> seeds = [];
        foreach (var entry in top.Entries)
        {
            switch (entry.Path)
            {
                case "experiment":
                    experiment =
                        (entry.Value as StringValueSyntax)?.Value
                        ?? throw new SweepException($"{entry.Place}: experiment = {entry.Text} is no path in quotes");
                    break;
                case "seeds":
                    seeds = [.. Choices(entry).Select(s => s with { Key = "seed" })];
                    break;
                default:
                    throw new SweepException(
                        $"{entry.Place}: {entry.Path} is not a key here; they are experiment and seeds, "
                            + "and keys of the experiment go into [set], [grid] or [[run]]"
                    );
            }
        }
        if (experiment is null)
            throw new SweepException($"{path}: it names no experiment; write experiment = \"FILE.toml\" at the top");
        var beside = Path.GetFullPath(experiment, folder);
        return (File.Exists(beside) ? beside : Path.GetFullPath(experiment), seeds);
    }

    private static List<SweepSetting> Choices(SweepEntry entry)
    {
        if (entry.Value is not ArraySyntax array || array.Items.ChildrenCount == 0)
            throw new SweepException($"{entry.Place}: {entry.Path} = {entry.Text} is no list; write [VALUE, VALUE]");
        return [.. array.Items.Select(i => Setting(entry, i.Value!.ToString().Trim()))];
    }

    private static SweepSetting Setting(SweepEntry entry, string value) => new(entry.Path, value, entry.Place);

    private static IEnumerable<SweepEntry> Entries(IReadOnlyList<SweepSection> sections, string name) =>
        sections.Where(s => s.Name == name).SelectMany(s => s.Entries);

    // The last key varies fastest, as the digits of a number do.
    private static IEnumerable<IReadOnlyList<SweepSetting>> Product(IEnumerable<IReadOnlyList<SweepSetting>> grid) =>
        grid.Aggregate<IReadOnlyList<SweepSetting>, IEnumerable<IReadOnlyList<SweepSetting>>>(
            [
                [],
            ],
            (cells, choices) => cells.SelectMany(c => choices.Select(v => (IReadOnlyList<SweepSetting>)[.. c, v]))
        );
}
