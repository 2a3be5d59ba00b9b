using System.CommandLine;
using QosNets.Cli.Shell;
using QosNets.Data;
using QosNets.Measurement;
using QosNets.Multipliers;

namespace QosNets.Cli.Commands;

/// <summary>The options that say which truth tables to measure with.</summary>
internal sealed class BenchTables
{
    /// <summary>Names of multipliers or raw files.</summary>
    public Option<string[]> Table { get; } =
        new("--table")
        {
            Description =
                "A multiplier of the library, or a file with a raw truth table (65,536 little-endian 16-bit products, entry "
                + "256·a + b); may be given several times. "
                + "By default the exact multiplier and the first of the library for each plan of the kernels.",
            HelpName = "NAME|FILE",
        };

    /// <summary>Whether raw files are signed, and which embedded library serves.</summary>
    public Option<bool> Signed { get; } =
        new("--signed")
        {
            Description = "The raw truth table is signed (two's complement); without a file, take the embedded signed library.",
        };

    /// <summary>The library.</summary>
    public Option<string?> Library { get; } =
        new("--library") { Description = "The library (.npz); the embedded ones by default.", HelpName = "LIBRARY" };

    /// <summary>The tables asked for, or one for each plan of the kernels and the exact one.</summary>
    public IReadOnlyList<NamedTable> ReadSome(ParseResult parse) => Read(parse, NamedTable.OnePerPlan);

    /// <summary>
    /// The tables asked for, or one of the library: the first that the general kernel computes, where there is one.
    /// </summary>
    public IReadOnlyList<NamedTable> ReadGeneral(ParseResult parse) => Read(parse, library => [NamedTable.GeneralOf(library)]);

    /// <summary>The tables asked for, or all of the library.</summary>
    public IReadOnlyList<NamedTable> ReadAll(ParseResult parse) => Read(parse, NamedTable.All);

    private IReadOnlyList<NamedTable> Read(ParseResult parse, Func<MultiplierLibrary, IReadOnlyList<NamedTable>> byDefault)
    {
        var (named, signed, path) = (parse.GetValue(Table) ?? [], parse.GetValue(Signed), parse.GetValue(Library));
        var libraries = path is not null ? [MultiplierLibrary.Load(path)] : Embedded(signed);
        if (named.Length > 0)
            return [.. named.Select(n => Find(n, libraries, signed))];
        if (path is not null && signed && !libraries[0].Signed)
            throw new CommandException(
                $"--signed: {path} is a library of unsigned multipliers; leave --signed out or name another library"
            );
        return byDefault(libraries[0]);
    }

    /// <summary>The embedded libraries, the one of the given kind first.</summary>
    private static MultiplierLibrary[] Embedded(bool signed)
    {
        var (unsigned, other) = (MultipliersCommand.Load(null), MultiplierLibrary.Load(DataFolder.File("evoapprox/mul8s.npz")));
        return signed ? [other, unsigned] : [unsigned, other];
    }

    private static NamedTable Find(string name, MultiplierLibrary[] libraries, bool signed)
    {
        var library = libraries.FirstOrDefault(l => l.Multipliers.Any(m => m.Name == name));
        if (library is null && File.Exists(name))
            return new NamedTable(Path.GetFileNameWithoutExtension(name), RawTable.Read(name, signed));
        if (library is null && (Path.HasExtension(name) || Path.GetFileName(name) != name))
            throw new CommandException(
                $"--table {name}: there is no such file; give a multiplier of the library or a file of {RawTable.Bytes} bytes"
            );
        library ??= libraries[0];
        var multiplier = library.Multipliers[library.IndexOf(name)];
        return signed && !library.Signed
            ? throw new CommandException($"--signed: {name} of {library.Name} is unsigned; leave --signed out")
            : new NamedTable(name, multiplier.Table);
    }
}
