using System.Globalization;
using System.Text;
using QosNets.Multipliers;

namespace QosNets.Tests.Multipliers;

/// <summary>How a generated C model is written; each form is one that published models have.</summary>
/// <param name="Returns">Type of the result.</param>
/// <param name="Operand">Type of the operands.</param>
/// <param name="Local">Type of the local variables.</param>
/// <param name="First">Name of the first parameter, operand a.</param>
/// <param name="Second">Name of the second parameter.</param>
/// <param name="Initialised">Whether bits of operands are variables with initialisers, each declared where it is set.</param>
/// <param name="Nor">Whether gates are written with inverted logic, so that unsigned types hold ones in their high bits.</param>
/// <param name="OneSum">Whether the result is one expression instead of sixteen assignments.</param>
internal sealed record Dialect(
    string Returns,
    string Operand,
    string Local,
    string First,
    string Second,
    bool Initialised,
    bool Nor,
    bool OneSum
)
{
    public static readonly Dialect[] All =
    [
        new("uint64_t", "const uint64_t", "uint64_t", "B", "A", false, false, false),
        new("uint64_t", "const uint64_t", "uint64_t", "A", "B", false, true, false),
        new("uint16_t", "uint8_t", "uint8_t", "a", "b", true, false, false),
        new("int16_t", "int8_t", "uint8_t", "A", "B", false, false, false),
        new("uint16_t", "uint8_t", "uint8_t", "A", "B", false, true, true),
        new("unsigned short", "unsigned char", "unsigned int", "y", "x", true, true, true),
        new("int32_t", "int16_t", "int64_t", "B", "A", false, false, true),
    ];
}

/// <summary>
/// Writes array multipliers of our own, some partial products left out, as C and as Verilog, with a truth table that is
/// computed from the partial products and not from the text.
/// </summary>
internal sealed class OwnModels(bool signed, int seed)
{
    private readonly StringBuilder body = new();
    private readonly List<string> names = [];
    private readonly Random random = new(seed);
    private bool nor;
    private bool verilog;

    /// <summary>
    /// Whether partial product of bit i of a and bit j of b is there; more of a's low bits are dropped, so order shows.
    /// </summary>
    private bool Kept(int i, int j) => 3 * i + j >= seed % 9;

    // Baugh-Wooley: in a signed product the partial products of one sign bit are inverted, and ones are added at bits 8 and 15.
    private bool Inverted(int i, int j) => signed && (i == 7) != (j == 7);

    public TruthTable Table()
    {
        var products = new int[TruthTable.Length];
        for (var p = 0; p < products.Length; p++)
        {
            var sum = signed ? (1 << 8) + (1 << 15) : 0;
            for (var i = 0; i < 8; i++)
            {
                for (var j = 0; j < 8; j++)
                {
                    if (Kept(i, j))
                        sum += ((p >> (8 + i) & p >> j & 1) ^ (Inverted(i, j) ? 1 : 0)) << (i + j);
                }
            }
            products[p] = signed ? (short)sum : sum & 0xFFFF;
        }
        return new TruthTable(products, signed);
    }

    public string C(string name, Dialect dialect, string header = "")
    {
        Start(dialect.Nor, false);
        var bits = new Func<string, int, string>(
            (operand, bit) => dialect.Initialised ? $"{operand}_{bit}" : $"(({operand} >> {bit})&1)"
        );
        var sum = Columns(i => bits(dialect.First, i), j => bits(dialect.Second, j), "1");
        var text = new StringBuilder($"/***\n* A model of our own\n***/\n{header}#include <stdint.h>\n#include <stdlib.h>\n\n");
        text.Append(
            CultureInfo.InvariantCulture,
            $"{dialect.Returns} {name}({dialect.Operand} {dialect.First},{dialect.Operand} {dialect.Second})\n{{\n"
        );
        text.Append(CultureInfo.InvariantCulture, $"   {dialect.Local} {string.Join(", ", names)};   int avg=0;\n");
        if (dialect.Initialised)
        {
            for (var bit = 0; bit < 16; bit++)
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"  uint8_t {(bit < 8 ? dialect.First : dialect.Second)}_{bit & 7} = "
                        + $"({(bit < 8 ? dialect.First : dialect.Second)} >> {bit & 7}) & 0x1;\n"
                );
        }
        text.Append(body);
        if (dialect.OneSum)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"  {dialect.Returns} O;\n  O = {string.Join('|', sum.Select((s, k) => $"(({s} & 0x01u) << {k})"))};\n"
            );
        }
        else
        {
            text.Append(CultureInfo.InvariantCulture, $"  {dialect.Returns} O = 0;\n");
            for (var k = 0; k < 16; k++)
                text.Append(CultureInfo.InvariantCulture, $"  O |= ({sum[k]}&1) << {k};\n");
        }
        return text.Append("  return O;\n}\n\n// internal reference: none\n").ToString();
    }

    public string Verilog(string name, bool ansi, bool shuffled)
    {
        Start(false, true);
        var sum = Columns(i => $"X[{i}]", j => $"B[{j}]", "1'b1");
        var lines = body.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).ToList();
        lines.Add($"  assign O[15:8] = {{{string.Join(", ", sum[8..].Reverse())}}};");
        for (var k = 0; k < 8; k++)
            lines.Add($"  assign O[{k}] = {sum[k]};");
        if (shuffled)
            random.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(lines));
        var ports = ansi
            ? $"module {name}(input [7:0] X, input [7:0] B, output [15:0] O);\n"
            : $"module {name} (\n    X,\n    B,\n    O\n);\n\ninput [7:0] X;\ninput [7:0] B;\noutput [15:0] O;\n";
        return $"// our own\n{ports}\nwire {string.Join(",", names)};\n{string.Join('\n', lines)}\nendmodule\n";
    }

    private void Start(bool withNor, bool asVerilog)
    {
        body.Clear();
        names.Clear();
        nor = withNor;
        verilog = asVerilog;
    }

    private string[] Columns(Func<int, string> a, Func<int, string> b, string one)
    {
        var columns = Enumerable.Range(0, 17).Select(_ => new Queue<string>()).ToArray();
        for (var i = 0; i < 8; i++)
        {
            for (var j = 0; j < 8; j++)
            {
                if (Kept(i, j))
                    columns[i + j].Enqueue(Inverted(i, j) ? Set($"{one} ^ ({a(i)} & {b(j)})") : Set($"{a(i)}&{b(j)}"));
            }
        }
        if (signed)
        {
            columns[8].Enqueue(one);
            columns[15].Enqueue(one);
        }
        for (var k = 0; k < 16; k++)
        {
            while (columns[k].Count > 1)
            {
                var (x, y) = (columns[k].Dequeue(), columns[k].Dequeue());
                var z = columns[k].TryDequeue(out var third) ? third : null;
                columns[k].Enqueue(Set(z is null ? $"{x}^{y}" : $"({x} ^ {y}) ^ {z}"));
                var both = nor ? $"~(~{x}|~{y})" : $"({x} & {y})";
                columns[k + 1].Enqueue(Set(z is null ? both : $"{both} | ({y} & {z}) | ({x} & {z})"));
            }
        }
        return
        [
            .. columns[..16]
                .Select(c =>
                    c.Count > 0 ? c.Dequeue()
                    : verilog ? "1'b0"
                    : "0"
                ),
        ];
    }

    private string Set(string expression)
    {
        var name = $"dout_{names.Count}";
        names.Add(name);
        body.Append(CultureInfo.InvariantCulture, $"  {(verilog ? "assign " : "")}{name}={expression};\n");
        return name;
    }
}
