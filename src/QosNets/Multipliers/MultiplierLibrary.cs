namespace QosNets.Multipliers;

/// <summary>
/// A set of multipliers to choose from, all unsigned or all signed, among them an exact one whose cost is the reference for
/// relative costs. What is chosen by is one of the columns, see <see cref="CostColumn"/>: power unless another is named.
/// <code>
/// var library = MultiplierLibrary.Load("data/evoapprox/mul8u.npz");
/// var multiplier = library.Multipliers[library.IndexOf("mul8u_NGR")];
/// var saving = 1 - library.RelativePower(multiplier);
/// </code>
/// </summary>
public sealed class MultiplierLibrary
{
    private readonly Dictionary<string, int> indices = new(StringComparer.Ordinal);

    /// <summary>Makes a library.</summary>
    /// <param name="name">Its name, for example <c>evoapprox-mul8u</c>.</param>
    /// <param name="multipliers">One or more multipliers of different names, all of one signedness, one of them without
    /// errors.</param>
    /// <param name="cost">The column that multipliers are chosen by.</param>
    /// <exception cref="LibraryException">Names repeat or cannot name a file, signedness differs, estimated powers stand beside
    /// others, a table is not that of its operand widths, a cost or delay is negative or not finite, no multiplier with positive
    /// power and cost is exact, or not all multipliers have the cost.</exception>
    public MultiplierLibrary(string name, IEnumerable<Multiplier> multipliers, string cost = CostColumn.Power)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(multipliers);
        ArgumentException.ThrowIfNullOrEmpty(cost);
        Name = name;
        Cost = cost;
        Multipliers = [.. multipliers];
        if (Multipliers.Count == 0)
            throw new LibraryException($"library {name}: it has no multipliers; add an exact one and others");
        Signed = Multipliers[0].Table.Signed;
        PowerIsEstimated = Multipliers[0].PowerIsEstimated;
        for (var i = 0; i < Multipliers.Count; i++)
        {
            var multiplier = Multipliers[i];
            if (!IsName(multiplier.Name))
                throw new LibraryException(
                    $"library {name}: \"{multiplier.Name}\" is no name of a multiplier; use letters, digits and _ - ."
                );
            if (!indices.TryAdd(multiplier.Name, i))
                throw new LibraryException($"library {name}: {multiplier.Name} is there twice; rename or drop one");
            if (multiplier.Table.Signed != Signed)
                throw new LibraryException(
                    $"library {name}: {multiplier.Name} is {Kind(!Signed)}, {Multipliers[0].Name} is {Kind(Signed)}; make one "
                        + $"library of each kind"
                );
            // Relative power would compare a count of gates with a figure of synthesis.
            if (multiplier.PowerIsEstimated != PowerIsEstimated)
                throw new LibraryException(
                    $"library {name}: the power of {multiplier.Name} is {Origin(multiplier.PowerIsEstimated)}, that of "
                        + $"{Multipliers[0].Name} {Origin(PowerIsEstimated)}; make one library of each kind"
                );
            CheckWidths(multiplier);
            Check(multiplier.Name, "power", multiplier.PowerMilliwatt, "mW");
            Check(multiplier.Name, "area", multiplier.AreaSquareMicrometre ?? 0, "µm²");
            Check(multiplier.Name, "delay", multiplier.DelayNanosecond ?? 0, "ns");
            foreach (var (column, value) in multiplier.Costs)
                Check(multiplier.Name, $"cost {column}", value, "");
        }
        Costs = CostColumn.Known(Multipliers);
        CheckCost();
        // MaxBy takes the first of equals, so the order of the library decides a tie.
        Exact =
            Multipliers.Where(m => m.Table.IsExact).MaxBy(CostOf)
            ?? throw new LibraryException(
                $"library {name}: none of its {Multipliers.Count} multipliers is exact; add the exact one, the reference for "
                    + $"relative power"
            );
        if (Exact.PowerMilliwatt <= 0)
            throw new LibraryException(
                $"library {name}: the exact multiplier {Exact.Name} has power 0 mW, so relative power is undefined; give its "
                    + $"power"
            );
        if (CostOf(Exact) <= 0)
            throw new LibraryException(
                $"library {name}: the exact multiplier {Exact.Name} has the cost {cost} = 0, so relative costs are undefined; "
                    + $"choose by another column or give it one"
            );
    }

    /// <summary>Name of the library.</summary>
    public string Name { get; }

    /// <summary>Whether operands and products are two's complement.</summary>
    public bool Signed { get; }

    /// <summary>Whether all powers are estimates from counted gates; a library never holds both kinds.</summary>
    public bool PowerIsEstimated { get; }

    /// <summary>The column that multipliers are chosen by.</summary>
    public string Cost { get; }

    /// <summary>The columns that at least one multiplier has, power first.</summary>
    public IReadOnlyList<string> Costs { get; }

    /// <summary>The multipliers; others refer to them by position.</summary>
    public IReadOnlyList<Multiplier> Multipliers { get; }

    /// <summary>The reference: of the multipliers without errors the one of highest cost.</summary>
    public Multiplier Exact { get; }

    /// <summary>Position of the reference multiplier.</summary>
    public int ExactIndex => indices[Exact.Name];

    /// <summary>
    /// Position of a multiplier: by its name, by a published name with or without its collection (<c>v2022:mul8u_17C8</c>),
    /// by the
    /// digest of its table, or by what follows the first underscore of one of these names (<c>2P7</c>).
    /// </summary>
    /// <exception cref="LibraryException">There is none of this name, and the message suggests near names; or a short name is
    /// that
    /// of several.</exception>
    public int IndexOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return indices.TryGetValue(name, out var index) ? index : new MultiplierNames(this).Find(name);
    }

    /// <summary>Power of a multiplier over that of the reference: 1 is exact, 0 is free.</summary>
    public double RelativePower(Multiplier multiplier)
    {
        ArgumentNullException.ThrowIfNull(multiplier);
        return multiplier.PowerMilliwatt / Exact.PowerMilliwatt;
    }

    /// <summary>What a multiplier is chosen by, over that of the reference: 1 is exact, 0 is free.</summary>
    public double RelativeCost(Multiplier multiplier)
    {
        ArgumentNullException.ThrowIfNull(multiplier);
        return CostOf(multiplier) / CostOf(Exact);
    }

    /// <summary>Whether multipliers can be chosen by a column: all have a cost in it, and an exact one's is above 0.</summary>
    public bool HasCost(string column) =>
        Multipliers.All(m => CostColumn.Of(m, column) is not null)
        && Multipliers.Any(m => m.Table.IsExact && CostColumn.Of(m, column) > 0);

    /// <summary>The same multipliers, chosen by another column.</summary>
    /// <exception cref="LibraryException">Not all multipliers have a cost in it, the message says which do not; or the exact ones
    /// cost nothing.</exception>
    public MultiplierLibrary By(string cost) => cost == Cost ? this : new MultiplierLibrary(Name, Multipliers, cost);

    /// <summary>Reads a library file.</summary>
    /// <exception cref="Archives.ArchiveException">The file is missing, damaged, or not a multiplier library.</exception>
    /// <exception cref="LibraryException">Its multipliers make no library.</exception>
    public static MultiplierLibrary Load(string path) => LibraryFile.Load(path);

    /// <summary>Writes a library file, which <c>numpy.load</c> opens as well.</summary>
    /// <exception cref="IOException">The disk is full, or the folder is not writable.</exception>
    public void Save(string path) => LibraryFile.Write(this).Save(path);

    /// <summary>Reads raw tables and a fact sheet, as in the folder that EvoApproxLib's tables come in.</summary>
    /// <param name="folder">Folder with one <c>NAME.bin</c> per multiplier: little-endian 16-bit products of all operand pairs,
    /// entry <c>a·2^B + b</c>.</param>
    /// <param name="csv">Fact sheet; its first line names the columns, of which name, signed (0 or 1) and power_mw are needed;
    /// width_a and width_b are 8 unless given, others are read when there.</param>
    /// <param name="signed">Which rows to take.</param>
    /// <param name="name">Name of the library.</param>
    /// <param name="source">Source to record with every multiplier, or null.</param>
    /// <param name="licence">Licence to record with every multiplier, or null.</param>
    /// <exception cref="LibraryException">A file is missing or cut, or a row is not readable.</exception>
    public static MultiplierLibrary FromFolder(
        string folder,
        string csv,
        bool signed,
        string name,
        string? source = null,
        string? licence = null
    ) => new(name, RawFolder.Read(folder, csv, signed, source, licence));

    /// <summary>Whether a multiplier may be called so: with these characters a name is a file's name and never a path.</summary>
    internal static bool IsName(string name) =>
        name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.');

    internal static string Kind(bool signed) => signed ? "signed" : "unsigned";

    private static string Origin(bool estimated) => estimated ? "an estimate from counted gates" : "no estimate";

    private void Check(string multiplier, string quantity, double value, string unit)
    {
        if (!double.IsFinite(value) || value < 0)
            throw new LibraryException(
                $"library {Name}: {multiplier} has {quantity} {value} {unit}; it must be a number at or above 0"
            );
    }

    private double CostOf(Multiplier multiplier) => CostColumn.Of(multiplier, Cost)!.Value;

    private void CheckCost()
    {
        if (!Costs.Contains(Cost))
            throw new LibraryException(
                $"library {Name}: it has no cost \"{Cost}\"; choose by {string.Join(" or ", Costs.Where(HasCost))}, or add the "
                    + $"column with 'qosnets multipliers import SHEET --into LIBRARY'"
            );
        var lacking = Multipliers.Where(m => CostColumn.Of(m, Cost) is null).Select(m => m.Name).ToList();
        if (lacking.Count > 0)
            throw new LibraryException(
                $"library {Name}: {lacking.Count} of its {Multipliers.Count} multipliers have no cost \"{Cost}\": "
                    + $"{string.Join(", ", lacking.Take(5))}{(lacking.Count > 5 ? ", …" : "")}; add theirs, leave them "
                    + $"out of the library, or choose by {string.Join(" or ", Costs.Where(HasCost))}"
            );
    }

    private void CheckWidths(Multiplier multiplier)
    {
        try
        {
            if (multiplier.Widths != OperandWidths.Full)
                _ = multiplier.Native;
        }
        catch (ArgumentException e)
        {
            throw new LibraryException(
                $"library {Name}: {multiplier.Name}: {e.Message.Split(" (Parameter")[0]}; correct its widths",
                e
            );
        }
    }
}
