using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using CsCheck;
using QosNets.Multipliers;
using QosNets.Tests.Archives;
using Xunit;

namespace QosNets.Tests.Multipliers;

public sealed partial class TableExportTests
{
    private static TruthTable Random(bool signed, int seed)
    {
        var random = new Random(seed);
        var (low, high) = signed ? (-32768, 32768) : (0, 65536);
        return new TruthTable([.. Enumerable.Range(0, 65536).Select(_ => random.Next(low, high))], signed);
    }

    [Fact]
    public void What_is_exported_reads_back_as_the_same_table_in_every_format()
    {
        Gen.Select(Gen.Bool, Gen.Int[0, 100_000], Gen.Enum<ExportFormat>())
            .Sample(
                (signed, seed, format) =>
                {
                    var table = Random(signed, seed);
                    var content = TableExport.Content(new Multiplier("mul8x_1", table, 1), format);
                    Assert.True(
                        table.Products.SequenceEqual(Read(content, format, signed)),
                        $"{format}, signed {signed}, seed {seed}"
                    );
                },
                iter: 20
            );
    }

    private static int[] Read(byte[] content, ExportFormat format, bool signed)
    {
        switch (format)
        {
            case ExportFormat.Raw16:
                return Words(content, signed);
            case ExportFormat.Npy:
                Assert.Equal("\u0093NUMPY\u0001\0", Encoding.Latin1.GetString(content[..8]));
                var end = 10 + BitConverter.ToUInt16(content, 8);
                Assert.Equal(0, end % 64);
                Assert.Equal(
                    $"{{'descr': '{(signed ? "<i2" : "<u2")}', 'fortran_order': False, 'shape': (256, 256), }}",
                    Encoding.Latin1.GetString(content[10..end]).Trim()
                );
                return Words(content[end..], signed);
            case ExportFormat.Csv:
                var lines = Encoding.UTF8.GetString(content).Split('\n', StringSplitOptions.RemoveEmptyEntries);
                Assert.Equal("a,b,product", lines[0]);
                var products = new int[65536];
                foreach (
                    var fields in lines
                        .Skip(1)
                        .Select(l => l.Split(',').Select(f => int.Parse(f, CultureInfo.InvariantCulture)).ToArray())
                )
                    products[((fields[0] & 255) << 8) | (fields[1] & 255)] = fields[2];
                Assert.Equal(65537, lines.Length);
                return products;
            default:
                var body = TableBody().Match(Encoding.UTF8.GetString(content)).Groups[1].Value;
                return
                [
                    .. body.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                        .Select(n => int.Parse(n, CultureInfo.InvariantCulture)),
                ];
        }
    }

    [GeneratedRegex(@"(?:\[65536\] = \{|=>\s*\[)([^\]\}]*)[\]\}]")]
    private static partial Regex TableBody();

    private static int[] Words(byte[] bytes, bool signed) =>
        signed
            ? Array.ConvertAll(MemoryMarshal.Cast<byte, short>(bytes).ToArray(), p => (int)p)
            : Array.ConvertAll(MemoryMarshal.Cast<byte, ushort>(bytes).ToArray(), p => (int)p);

    [Fact]
    public void One_file_per_multiplier_is_named_after_it_and_raw_tables_make_the_library_again()
    {
        using var folder = new TemporaryFolder();
        Multiplier[] multipliers =
        [
            new("cheap.a-1", Random(true, 3), 0.123456789012345, 12.5),
            new("exact", TruthTable.Exact(true), 0.4, null, 1.25),
        ];
        var files = TableExport.Write(multipliers, ExportFormat.Raw16, folder["tables"]);
        Assert.Equal(["cheap.a-1.bin", "exact.bin", "facts.csv"], files.Select(f => Path.GetFileName(f)));
        Assert.Equal(
            "name,signed,power_mw,area_um2,delay_ns\ncheap.a-1,1,0.123456789012345,12.5,\nexact,1,0.4,,1.25\n",
            File.ReadAllText(files[^1])
        );
        // The reader of folders wants every column filled or absent.
        File.WriteAllText(
            files[^1],
            string.Join('\n', File.ReadLines(files[^1]).Select(l => string.Join(',', l.Split(',')[..3])))
        );
        var library = MultiplierLibrary.FromFolder(folder["tables"], files[^1], signed: true, "again");
        Assert.All(
            library.Multipliers.Zip(multipliers),
            p =>
            {
                Assert.Equal((p.Second.Name, p.Second.PowerMilliwatt), (p.First.Name, p.First.PowerMilliwatt));
                Assert.True(p.Second.Table.Products.SequenceEqual(p.First.Table.Products));
            }
        );
    }

    [Theory]
    [InlineData("../out", "is no name of a multiplier")]
    [InlineData("/tmp/out", "is no name of a multiplier")]
    [InlineData("a\\b", "is no name of a multiplier")]
    [InlineData("a\0b", "is no name of a multiplier")]
    [InlineData("", "is no name of a multiplier")]
    [InlineData("facts", "would be written twice")]
    [InlineData("GOOD", "would be written twice")]
    public void A_name_that_leads_elsewhere_or_to_another_file_is_refused_before_anything_is_written(string name, string reason)
    {
        using var folder = new TemporaryFolder();
        Multiplier[] multipliers = [new("good", TruthTable.Exact(false), 1), new(name, TruthTable.Exact(false), 1)];
        Assert.Contains(
            reason,
            Assert.Throws<LibraryException>(() => TableExport.Write(multipliers, ExportFormat.Csv, folder["tables"])).Message,
            StringComparison.Ordinal
        );
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void Names_of_dots_are_files_in_the_folder_and_nowhere_else()
    {
        using var folder = new TemporaryFolder();
        Multiplier[] multipliers = [new("..", TruthTable.Exact(false), 1), new(".", TruthTable.Exact(false), 1)];
        TableExport.Write(multipliers, ExportFormat.Raw16, folder["tables"]);
        Assert.Equal(
            ["..", "."],
            new[] { "...bin", "..bin" }.Where(f => File.Exists(Path.Combine(folder["tables"], f))).Select(f => f[..^4])
        );
        Assert.Single(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void Facts_say_when_a_power_is_an_estimate()
    {
        using var folder = new TemporaryFolder();
        var files = TableExport.Write(
            [MultiplierFamilies.Parse("mitchell")[0].ToMultiplier(false)],
            ExportFormat.Raw16,
            folder.Path
        );
        Assert.Equal("name,signed,power_mw,area_um2,delay_ns,power_is_estimated", File.ReadLines(files[^1]).First());
        Assert.EndsWith(",1\n", File.ReadAllText(files[^1]));
    }

    [Fact]
    public void NumPy_reads_an_exported_array()
    {
        using var folder = new TemporaryFolder();
        var table = Random(true, 8);
        File.WriteAllBytes(folder["t.npy"], TableExport.Content(new Multiplier("t", table, 1), ExportFormat.Npy));
        Assert.Equal(
            $"int16 (256, 256) {table[200, 7]}",
            NumPy.Run("import sys, numpy as n; t = n.load(sys.argv[1]); print(t.dtype, t.shape, t[200, 7])", folder["t.npy"])
        );
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_C_compiler_takes_the_header_and_its_function_gives_the_products(bool signed)
    {
        Assert.SkipWhen(!File.Exists("/usr/bin/cc"), "no C compiler on this machine");
        using var folder = new TemporaryFolder();
        var table = Random(signed, 4);
        File.WriteAllBytes(
            folder["t.h"],
            TableExport.Content(new Multiplier("1-t", table, 1, Source: "a */ b\n/* c \\"), ExportFormat.C)
        );
        File.WriteAllText(
            folder["t.c"],
            "#include \"t.h\"\n#include <stdio.h>\nint main(void) { for (int i = 0; i < 65536; i += 257 * 3 + 1) printf(\"%d "
                + "\", mul_1_t((uint8_t)(i >> 8), (uint8_t)i)); return 0; }\n"
        );
        Run("/usr/bin/cc", "-std=c99", "-Wall", "-Wextra", "-pedantic", "-Werror", folder["t.c"], "-o", folder["t"]);
        var expected = Enumerable.Range(0, 65536).Where(i => i % (257 * 3 + 1) == 0).Select(i => table.Products[i]);
        Assert.Equal(string.Join(' ', expected), Run(folder["t"]).Trim());
    }

    [Theory]
    [InlineData("mul8u_2P7", "mul8u_2P7")]
    [InlineData("a-b.c1", "a_b_c1")]
    [InlineData("1abc", "mul_1abc")]
    [InlineData("int", "mul_int")]
    [InlineData("_A", "mul__A")]
    public void Names_become_identifiers_that_both_languages_accept(string name, string identifier)
    {
        var multiplier = new Multiplier(name, TruthTable.Exact(false), 1);
        Assert.Contains(
            $" {identifier}(uint8_t a, uint8_t b)",
            Encoding.UTF8.GetString(TableExport.Content(multiplier, ExportFormat.C)),
            StringComparison.Ordinal
        );
        Assert.Contains(
            $"class {identifier}\n",
            Encoding.UTF8.GetString(TableExport.Content(multiplier, ExportFormat.CSharp)),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void The_comment_of_source_code_stays_one_comment()
    {
        var multiplier = new Multiplier("m1", TruthTable.Exact(false), 1, Source: "x */ int y;\r\n// z\u2028 \u0085w");
        foreach (var format in new[] { ExportFormat.C, ExportFormat.CSharp })
        {
            var text = Encoding.UTF8.GetString(TableExport.Content(multiplier, format));
            var first = text.Split('\n')[0];
            Assert.Contains("int y; ", first, StringComparison.Ordinal);
            Assert.DoesNotContain('\r', first);
            Assert.DoesNotContain('\u2028', first);
            Assert.DoesNotContain("x */", first, StringComparison.Ordinal);
        }
    }

    private static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true }
        )!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors.Result);
        return output;
    }
}
