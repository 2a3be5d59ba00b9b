using System.Text.RegularExpressions;

namespace QosNets.Multipliers;

/// <summary>A combinational cell: its pins, and an equation over its inputs for each output.</summary>
/// <param name="Pins">All pins in order.</param>
/// <param name="Outputs">Outputs and their equations over <c>! &amp; ^ |</c>, see <see cref="CellEquation"/>.</param>
internal sealed record StandardCell(IReadOnlyList<string> Pins, IReadOnlyList<(string Pin, string Equation)> Outputs);

/// <summary>
/// The combinational cells of the NanGate 45 nm and the OSU FreePDK 45 nm libraries, by name without the drive strength
/// (<c>NAND2_X2</c>, <c>NAND2X1</c>). The libraries differ in the names of their pins, which tell them apart.
/// </summary>
internal static partial class StandardCells
{
    private static readonly ILookup<string, StandardCell> All = Rows().ToLookup(r => r.Name, r => r.Cell);

    /// <summary>Whether a cell of this name is known.</summary>
    public static bool Knows(string name) => All.Contains(Base(name));

    /// <summary>The cell of this name that has all these pins, or null.</summary>
    public static StandardCell? Find(string name, IEnumerable<string> pins) =>
        All[Base(name)].FirstOrDefault(c => pins.All(c.Pins.Contains));

    // EvoApproxLib's models of its own cells have a prefix.
    private static string Base(string name) =>
        Drive().Replace(name.ToUpperInvariant(), "").Replace("PDKGEN", "", StringComparison.Ordinal);

    [GeneratedRegex("(_?X[0-9]+|(?<=CLKBUF)[0-9]+)$")]
    private static partial Regex Drive();

    private static IEnumerable<(string Name, StandardCell Cell)> Rows()
    {
        // NanGate: inputs A or A1, A2 …; outputs Z, or ZN of inverting and most simple gates.
        yield return Row("INV", "A", "ZN", "!A");
        yield return Row("BUF", "A", "Z", "A");
        yield return Row("CLKBUF", "A", "Z", "A");
        for (var n = 2; n <= 4; n++)
        {
            var pins = string.Join(' ', Enumerable.Range(1, n).Select(i => $"A{i}"));
            var (and, or) = (pins.Replace(' ', '&'), pins.Replace(' ', '|'));
            yield return Row($"AND{n}", pins, "ZN", and);
            yield return Row($"NAND{n}", pins, "ZN", $"!({and})");
            yield return Row($"OR{n}", pins, "ZN", or);
            yield return Row($"NOR{n}", pins, "ZN", $"!({or})");
        }
        yield return Row("XOR2", "A B", "Z", "A^B");
        yield return Row("XNOR2", "A B", "ZN", "!(A^B)");
        yield return Row("AOI21", "A B1 B2", "ZN", "!(A|B1&B2)");
        yield return Row("OAI21", "A B1 B2", "ZN", "!(A&(B1|B2))");
        yield return Row("AOI22", "A1 A2 B1 B2", "ZN", "!(A1&A2|B1&B2)");
        yield return Row("OAI22", "A1 A2 B1 B2", "ZN", "!((A1|A2)&(B1|B2))");
        yield return Row("AOI211", "A B C1 C2", "ZN", "!(A|B|C1&C2)");
        yield return Row("OAI211", "A B C1 C2", "ZN", "!(A&B&(C1|C2))");
        yield return Row("AOI221", "A B1 B2 C1 C2", "ZN", "!(A|B1&B2|C1&C2)");
        yield return Row("OAI221", "A B1 B2 C1 C2", "ZN", "!(A&(B1|B2)&(C1|C2))");
        yield return Row("AOI222", "A1 A2 B1 B2 C1 C2", "ZN", "!(A1&A2|B1&B2|C1&C2)");
        yield return Row("OAI222", "A1 A2 B1 B2 C1 C2", "ZN", "!((A1|A2)&(B1|B2)&(C1|C2))");
        yield return Row("OAI33", "A1 A2 A3 B1 B2 B3", "ZN", "!((A1|A2|A3)&(B1|B2|B3))");
        yield return Row("MUX2", "A B S", "Z", "A&!S|B&S");
        yield return ("LOGIC0", new StandardCell(["Z"], [("Z", "0")]));
        yield return ("LOGIC1", new StandardCell(["Z"], [("Z", "1")]));
        yield return ("HA", new StandardCell(["A", "B", "CO", "S"], [("S", "A^B"), ("CO", "A&B")]));
        yield return ("FA", new StandardCell(["A", "B", "CI", "CO", "S"], [("S", "A^B^CI"), ("CO", "A&B|CI&(A|B)")]));

        // OSU: inputs A, B, C, D; output Y, of adders YS and YC.
        yield return Row("INV", "A", "Y", "!A");
        yield return Row("BUF", "A", "Y", "A");
        yield return Row("CLKBUF", "A", "Y", "A");
        yield return Row("AND2", "A B", "Y", "A&B");
        yield return Row("OR2", "A B", "Y", "A|B");
        yield return Row("NAND2", "A B", "Y", "!(A&B)");
        yield return Row("NAND3", "A B C", "Y", "!(A&B&C)");
        yield return Row("NOR2", "A B", "Y", "!(A|B)");
        yield return Row("NOR3", "A B C", "Y", "!(A|B|C)");
        yield return Row("XOR2", "A B", "Y", "A^B");
        yield return Row("XNOR2", "A B", "Y", "!(A^B)");
        yield return Row("AOI21", "A B C", "Y", "!(A&B|C)");
        yield return Row("OAI21", "A B C", "Y", "!((A|B)&C)");
        yield return Row("AOI22", "A B C D", "Y", "!(A&B|C&D)");
        yield return Row("OAI22", "A B C D", "Y", "!((A|B)&(C|D))");
        yield return Row("MUX2", "A B S", "Y", "A&!S|B&S");
        yield return ("HA", new StandardCell(["A", "B", "YC", "YS"], [("YS", "A^B"), ("YC", "A&B")]));
        yield return ("FA", new StandardCell(["A", "B", "C", "YC", "YS"], [("YS", "A^B^C"), ("YC", "A&B|C&(A|B)")]));
    }

    private static (string Name, StandardCell Cell) Row(string name, string inputs, string output, string equation) =>
        (name, new StandardCell([.. inputs.Split(' '), output], [(output, equation)]));
}
