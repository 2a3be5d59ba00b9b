using System.Text;
using QosNets.Archives;
using QosNets.Multipliers;

namespace QosNets.Hardware;

/// <summary>Writes a unit of multipliers and its processing element, without a network.</summary>
internal static class UnitExport
{
    /// <summary>The most multipliers of a unit that is written.</summary>
    public const int MostMultipliers = 16;

    /// <summary>Writes the unit and a script for synthesis.</summary>
    /// <param name="multipliers">The multipliers in the order of their numbers, 1..<see cref="MostMultipliers"/>.</param>
    /// <param name="liberty">A cell library for the script, or null for generic gates.</param>
    /// <param name="folder">The folder; made when missing.</param>
    /// <returns>Names of the files.</returns>
    /// <exception cref="HardwareException">The circuit of a multiplier is not known.</exception>
    /// <exception cref="IOException">The disk is full, or the folder is not writable.</exception>
    public static IReadOnlyList<string> Write(IReadOnlyList<Multiplier> multipliers, string? liberty, string folder)
    {
        ArgumentNullException.ThrowIfNull(multipliers);
        ArgumentOutOfRangeException.ThrowIfZero(multipliers.Count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(multipliers.Count, MostMultipliers);
        var names = VerilogText.Modules(multipliers.Select(m => m.Name));
        List<RtlModule> modules =
        [
            .. multipliers.Select(
                (m, i) =>
                    new RtlModule(
                        names[i],
                        MultiplierVerilog.Of(
                            names[i],
                            m,
                            MultiplierCircuits.Find(m)
                                ?? throw new HardwareException(
                                    $"the circuit of {m.Name} is not known; import its library from C, Verilog or BLIF models"
                                )
                        )
                    )
            ),
            new("qos_products", UnitVerilog.Products(names)),
            new(
                "qos_pe",
                VerilogText.WithDefaults(
                    UnitVerilog.ProcessingElement,
                    [("SELECT_BITS", VerilogText.BitsFor(names.Count)), ("SIGNED", multipliers[0].Table.Signed ? 1 : 0)]
                )
            ),
            new("qos_shift", UnitVerilog.Shift),
        ];
        List<(string Name, string Text)> files =
        [
            .. modules.Select(m => (m.Name + ".v", m.Text)),
            ("synthesis.ys", SynthesisScript.Of(modules.Select(m => m.Name), liberty)),
        ];
        Directory.CreateDirectory(folder);
        foreach (var (name, text) in files)
            AtomicFile.Write(Path.Combine(folder, name), Encoding.UTF8.GetBytes(text));
        return [.. files.Select(f => f.Name)];
    }
}
