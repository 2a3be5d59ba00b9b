using System.Globalization;
using System.Text;
using QosNets.Hardware;

namespace QosNets.Training.Experiments;

/// <summary>
/// The file of an energy model: TOML with any of <see cref="Keys"/>, all of them numbers; what it leaves out keeps its default.
/// </summary>
internal static class EnergyModelFile
{
    private static readonly ValueKind AnyNumber = new NumberKind(double.NegativeInfinity, double.PositiveInfinity);

    private static readonly Entry[] Entries =
    [
        Number("multiplication", m => m.Multiplication, (m, v) => m with { Multiplication = v }),
        Number("addition_8", m => m.Addition8, (m, v) => m with { Addition8 = v }),
        Number("addition_32", m => m.Addition32, (m, v) => m with { Addition32 = v }),
        Number("multiplication_32", m => m.Multiplication32, (m, v) => m with { Multiplication32 = v }),
        Number("float_multiplication", m => m.FloatMultiplication, (m, v) => m with { FloatMultiplication = v }),
        Number("float_addition", m => m.FloatAddition, (m, v) => m with { FloatAddition = v }),
        List("sram_kib", m => m.SramKib, (m, v) => m with { SramKib = v }),
        List("sram_access_64", m => m.SramAccess64, (m, v) => m with { SramAccess64 = v }),
        Number("dram_bit", m => m.DramBit, (m, v) => m with { DramBit = v }),
        Number("register_bit", m => m.RegisterBit, (m, v) => m with { RegisterBit = v }),
        Whole("rows", m => m.Rows, (m, v) => m with { Rows = v }),
        Whole("columns", m => m.Columns, (m, v) => m with { Columns = v }),
        Number("activation_kib", m => m.ActivationKib, (m, v) => m with { ActivationKib = v }),
        Number("weight_kib", m => m.WeightKib, (m, v) => m with { WeightKib = v }),
        Number("sum_kib", m => m.SumKib, (m, v) => m with { SumKib = v }),
        Whole("accumulator_bits", m => m.AccumulatorBits, (m, v) => m with { AccumulatorBits = v }),
    ];

    /// <summary>Names of all keys, in the order in which they are written.</summary>
    public static IReadOnlyList<string> Keys { get; } = [.. Entries.Select(e => e.Name)];

    /// <summary>Reads a file.</summary>
    /// <exception cref="ExperimentException">It is no TOML, has a key that no model has, or a number is out of its
    /// range.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static EnergyModel Read(string path) => Parse(File.ReadAllText(path), path);

    /// <summary>Reads a text.</summary>
    /// <param name="toml">The text.</param>
    /// <param name="file">Name of its file, for messages.</param>
    /// <exception cref="ExperimentException">As for <see cref="Read"/>.</exception>
    public static EnergyModel Parse(string toml, string file)
    {
        ArgumentNullException.ThrowIfNull(toml);
        var model = new EnergyModel();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (path, value, place) in TomlEntries.OfText(toml, file, []))
        {
            var entry =
                Entries.FirstOrDefault(e => e.Name == path)
                ?? throw new ExperimentException(
                    $"{place}: {path} is no key of an energy model; the nearest is {NearestName.Of(path, Keys)}"
                );
            if (!seen.Add(path))
                throw new ExperimentException($"{place}: {path} is there twice; drop one");
            var read =
                entry.Kind.Read(value)
                ?? throw new ExperimentException($"{place}: {path} is {value.ToString().Trim()}; write {entry.Kind.Noun}");
            model = entry.Set(model, read);
        }
        return model.Fault() is { } fault ? throw new ExperimentException($"{file}: {fault}") : model;
    }

    /// <summary>A file with all numbers of a model.</summary>
    public static string Write(EnergyModel model)
    {
        var text = new StringBuilder("# Energies in pJ, sizes of memories in KiB; docs/hardware.md says what each stands for.\n");
        foreach (var entry in Entries)
            text.Append(CultureInfo.InvariantCulture, $"{entry.Name} = {entry.Kind.Write(entry.Get(model))}\n");
        return text.ToString();
    }

    private static Entry Number(string name, Func<EnergyModel, double> get, Func<EnergyModel, double, EnergyModel> set) =>
        new(name, KeyKinds.NonNegative, m => get(m), (m, v) => set(m, (double)v));

    private static Entry Whole(string name, Func<EnergyModel, int> get, Func<EnergyModel, int, EnergyModel> set) =>
        new(name, KeyKinds.Count, m => get(m), (m, v) => set(m, (int)v));

    private static Entry List(
        string name,
        Func<EnergyModel, IReadOnlyList<double>> get,
        Func<EnergyModel, IReadOnlyList<double>, EnergyModel> set
    ) => new(name, new ListKind<double>(AnyNumber, "numbers"), m => get(m), (m, v) => set(m, (IReadOnlyList<double>)v));

    private sealed record Entry(
        string Name,
        ValueKind Kind,
        Func<EnergyModel, object> Get,
        Func<EnergyModel, object, EnergyModel> Set
    );
}
