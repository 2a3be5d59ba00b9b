using System.Diagnostics;
using System.Globalization;
using System.Text;
using QosNets.Multipliers;
using QosNets.Tests.Archives;
using Xunit;

namespace QosNets.Tests.Multipliers;

public sealed class ImportFuzzTests
{
    private static readonly string[] Splinters =
    [
        "(",
        ")",
        "{",
        "}",
        "[",
        "]",
        "~",
        "<<",
        ">> 63",
        "<< 99",
        "0x",
        "1'b0",
        "/*",
        "//",
        "assign ",
        "module ",
        "return ",
        "uint64_t ",
        "-1",
        ",",
        ";",
        "\n",
        "\0",
        "é",
        "99999999999999999999",
        "name,",
        "'",
        "#",
    ];

    /// <summary>QOSNETS_FUZZ_COUNT sets the number of inputs, for example 100000.</summary>
    [Fact]
    public void Mutated_files_are_read_or_refused_and_nothing_else()
    {
        var count = int.Parse(Environment.GetEnvironmentVariable("QOSNETS_FUZZ_COUNT") ?? "1000", CultureInfo.InvariantCulture);
        using var folder = new TemporaryFolder();
        var facts = folder["facts.csv"];
        File.WriteAllText(facts, "name,power_mw\nfuzz,1\nmul8u_f,1\nmul8s_f,1\n");
        var small = Seeds();
        var large = LargeSeeds();
        var random = new Random(1);
        var watch = Stopwatch.StartNew();
        int read = 0,
            slowest = 0;
        for (var i = 0; i < count; i++)
        {
            // Whole tables take long to write and read, so they are a smaller share.
            var seed = random.Next(20) == 0 ? large[random.Next(large.Length)] : small[random.Next(small.Length)];
            var bytes = Mutated(seed, random);
            File.WriteAllBytes(folder["fuzz.c"], bytes);
            var start = watch.ElapsedMilliseconds;
            try
            {
                MultiplierImport.Read(
                    [folder["fuzz.c"]],
                    new ImportOptions(
                        random.Next(3) switch
                        {
                            0 => false,
                            1 => true,
                            _ => null,
                        },
                        facts,
                        "fuzz"
                    )
                );
                read++;
            }
            catch (LibraryException e)
            {
                Assert.DoesNotContain('\n', e.Message);
                Assert.InRange(e.Message.Length, 20, 600);
            }
            catch (Exception e)
            {
                File.WriteAllBytes(Path.Combine(Path.GetTempPath(), "qosnets-fuzz-input"), bytes);
                throw new InvalidOperationException(
                    $"input {i}, kept as qosnets-fuzz-input in the temporary folder: {e.Message}",
                    e
                );
            }
            slowest = Math.Max(slowest, (int)(watch.ElapsedMilliseconds - start));
        }
        TestContext.Current.SendDiagnosticMessage(
            "{0} inputs in {1:F1} s, {2} read, slowest {3} ms",
            count,
            watch.Elapsed.TotalSeconds,
            read,
            slowest
        );
        Assert.InRange(read, count / 50, count - count / 50);
        Assert.True(slowest < 5000, $"{slowest} ms");
    }

    private static byte[][] Seeds()
    {
        var texts = new List<string>
        {
            "name,signed,power_mw\nmul8u_f,0,1\n",
            "[{\"name\":\"mul8u_f\",\"power_mw\":1.5}]",
            "uint16_t mul8u_f(uint8_t a, uint8_t b) { int c = (a + b) << 3; c ^= ~(uint8_t)(a - b) & 0xffu; return c; }",
            "module mul8u_f(input [7:0] A, input [7:0] B, output [15:0] O);\nwire [8:1] t; assign t = {A[3:0], ~B[7:4]}; "
                + "assign O = t ^ 16'h0F | A & B;\nendmodule",
            "module mul8s_f(A, B, O); input [7:0] A, B; output [15:0] O; FAX1 f(.A(A)); endmodule",
            "int h(int v) { return v & 0xF0; } int mul8u_f(uint8_t a, uint8_t b) { int r = 0, t[4] = {1, 2, 3, 4};\n"
                + "for (int i = 0; i < 8; i++) { if (b >> i & 1) r += h(a) << i; else if (i == 7) break; } while (a) a >>= 1;\n"
                + "return r > 9 ? r * t[b & 3] & 0xFFFF : !r; } int main(void) { return 0; }",
            "module r #(parameter W = 2)(input [W-1:0] x, input y, output [W-1:0] z); assign z = x & {W{y}}; endmodule\n"
                + "module mul8u_f(input [7:0] A, B, output reg [15:0] O); wire [7:0] t; r #(.W(8)) u(.x(A), "
                + ".y(B[0]), .z(t)); integer i;\n"
                + "function [7:0] g; input [7:0] q; g = q + 1; endfunction\n"
                + "always @* begin O = g(t) * B; for (i = 0; i < 4; i = i + 1) if (A[i]) O = O - (B << i);\n"
                + "case (B[7:6]) 2'd0: O = O ^ A; default: O[3:0] = A >> B[1:0]; endcase end endmodule",
            "module mul8u_f(\\a[0] , \\a[1] , b, p); input \\a[0] , \\a[1] ; input [7:0] b; output [9:0] p; "
                + "XOR2_X1 u(.A(b[0]), .B(b[1]), "
                + ".Z(p[0])); assign p[9:1] = 0; endmodule",
            ".model mul8u_f\n.inputs a0 a1 a2 a3 a4 a5 a6 a7 b0 b1 b2 b3 b4 b5 b6 b7\n.outputs p0 p1 p2 p3 p4 "
                + "p5 p6 p7 p8 p9 p10 p11 p12 "
                + "p13 p14 p15\n"
                + string.Concat(Enumerable.Range(0, 16).Select(i => $".names a{i & 7} b{i / 2} p{i}\n1- 1\n01 1\n"))
                + ".end\n",
            "Name;Power (µW);Fläche\nmul8u_f;1,5;7\n",
        };
        for (var k = 0; k < Dialect.All.Length; k++)
            texts.Add(
                new OwnModels(k % 2 != 0, 8).C(
                    k % 2 != 0 ? "mul8s_f" : "mul8u_f",
                    Dialect.All[k],
                    "// MAE = 5e1 \n// PDK45_PWR = 1 mW\n"
                )
            );
        texts.Add(new OwnModels(false, 8).Verilog("mul8u_f", true, true));
        texts.Add(new OwnModels(true, 8).Verilog("mul8s_f", false, false));
        return [.. texts.Select(Encoding.UTF8.GetBytes)];
    }

    private static byte[][] LargeSeeds()
    {
        var table = TableImportTests.Near(true, 1);
        return
        [
            TableImportTests.Raw(table),
            TableImportTests.Npy(table, "<i2", true, "(256, 256)", 1),
            TableImportTests.Npy(table, ">i4", false, "(65536,)", 2),
            Encoding.UTF8.GetBytes(TableImportTests.Rows(table, true)),
            Encoding.UTF8.GetBytes(TableImportTests.Grid(table)),
            Encoding.UTF8.GetBytes(TableImportTests.Grid(table).Replace(';', ' ')),
            [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(TableImportTests.Rows(table, true))],
            Encoding.UTF8.GetBytes(TableImportTests.Code(table, "const int16_t x[65536] = {", "", "", "};\n")),
        ];
    }

    private static byte[] Mutated(byte[] seed, Random random)
    {
        var bytes = new List<byte>(seed);
        for (var n = random.Next(3); n >= 0 && bytes.Count > 0; n--)
        {
            // Half of the changes near the start, where headers are.
            var at = random.Next(random.Next(2) == 0 ? Math.Min(200, bytes.Count) : bytes.Count);
            var length = Math.Min(random.Next(1, 40), bytes.Count - at);
            switch (random.Next(12))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(Splinters[random.Next(Splinters.Length)]));
                    break;
                case 3:
                    bytes.RemoveRange(at, length);
                    break;
                case 4:
                    bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(at, length));
                    break;
                case 5:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                default:
                    // Another digit keeps most files readable.
                    while (at < bytes.Count - 1 && bytes[at] is < (byte)'0' or > (byte)'9')
                        at++;
                    bytes[at] = (byte)('0' + random.Next(10));
                    break;
            }
        }
        return [.. bytes];
    }
}
