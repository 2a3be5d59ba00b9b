using QosNets.Multipliers;
using QosNets.Tests.Archives;
using Xunit;

namespace QosNets.Tests.Multipliers;

/// <summary>Folders as collections publish them: several files of a circuit, and files that are no such multiplier.</summary>
public sealed class FolderImportTests
{
    private const string C = "uint64_t mul8u_x(const uint64_t B, const uint64_t A) { return (B & 0xF0) * A; }";
    private const string Verilog =
        "module mul8u_x(A, B, O); input [7:0] A, B; output [15:0] O; assign O = A * {B[7:4], 4'd0}; endmodule";

    private readonly ImportOptions options = new(null, null, "mine");

    [Fact]
    public void Files_that_are_no_such_multiplier_are_counted_by_kind_and_not_the_end()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["mul8u_x.c"], Importing.Power + C);
        File.WriteAllText(folder["add8u_y.c"], "uint64_t add8u_y(uint64_t A, uint64_t B) { return A + B; }");
        File.WriteAllText(folder["mul12s_z.c"], "int32_t mul12s_z(int16_t A, int16_t B) { return A * B; }");
        File.WriteAllText(folder["q.v"], "module q(A, B, O); input [10:0] A, B; output [21:0] O; assign O = A * B; endmodule");
        File.WriteAllText(folder["settings.json"], "{\"threads\": 2}");
        File.WriteAllText(folder["util.c"], "void log(const char *text) { }");
        File.WriteAllText(folder["notes.csv"], "day,weather\nMonday,rain\n");
        File.WriteAllText(folder["README.md"], "words");
        File.WriteAllText(
            folder["zother.c"],
            "// MAE = 5000\n" + Importing.Power + "int mul8u_other(uint8_t a, uint8_t b) { return a + b; }"
        );
        var result = MultiplierImport.Read([folder.Path], options);
        Assert.Equal(["mul8u_x"], result.Multipliers.Select(m => m.Name));
        Assert.Equal(
            [
                "1 adders",
                "1 files ending in .md",
                "1 models whose printed errors are not those of their products",
                "1 multipliers of 11x11 bits",
                "1 multipliers of 12x12 bits",
                "3 files that are not readable as models, tables or fact sheets",
            ],
            result.Notes.GroupBy(n => n.Kind).Select(g => $"{g.Count()} {g.Key}").Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void Named_files_are_all_refused_at_once()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["a.c"], "int f(int a, int b) { return c; }");
        File.WriteAllText(folder["b.c"], "uint64_t add8u_y(uint64_t A, uint64_t B) { return A + B; }");
        var error = Assert.Throws<LibraryException>(() => MultiplierImport.Read([folder["a.c"], folder["b.c"]], options));
        Assert.Equal(2, error.Problems.Count);
        Assert.Contains("\"c\" is not declared", error.Problems[0], StringComparison.Ordinal);
        Assert.Contains("add8u_y is an adder by its name", error.Problems[1], StringComparison.Ordinal);
        Assert.EndsWith("(and 1 other problems)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Verilog_with_the_operands_in_the_other_order_is_the_same_circuit_and_the_ports_are_recorded()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["mul8u_x.c"], Importing.Power + C);
        File.WriteAllText(folder["mul8u_x.v"], Verilog);
        var result = MultiplierImport.Read([folder.Path], options);
        var multiplier = Assert.Single(result.Multipliers);
        Assert.Equal(0xF0 * 3, multiplier.Table[0xFF, 3]);
        Assert.Equal(new OperandPorts("B", "A"), multiplier.Ports);
        Assert.EndsWith(
            "operands exchanged: row a of the table is B here",
            Assert.Single(result.Notes).Text,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_real_disagreement_names_an_operand_pair()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["mul8u_x.c"], Importing.Power + C);
        File.WriteAllText(folder["mul8u_x.v"], Verilog.Replace("B[7:4]", "B[7:5], 1'b0", StringComparison.Ordinal));
        Assert.Contains(
            "mul8u_x was read from " + folder["mul8u_x.c"] + " with other products, for example 16 for a=16 b=1, here 0",
            Importing.Assert(() => MultiplierImport.Read([folder.Path], options)),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_model_whose_printed_errors_are_of_another_function_is_taken_only_on_insistence()
    {
        const string Text = "// MAE = 53\n// WCE = 255\n" + Importing.Power + "int mine(uint8_t a, uint8_t b) { return a + b; }";
        Assert.Contains("MAE is printed as 53 and computed as", Importing.Fault("m.c", Text, false), StringComparison.Ordinal);
        Assert.Equal(2, Importing.Read("m.c", Text, false, insist: true).Notes.Count);
    }

    [Fact]
    public void Of_a_collection_equal_tables_become_one_multiplier_with_all_names_and_the_cheaper_cost()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(
            folder["b.c"],
            "// PDK45_PWR = 0.5 mW\n// PDK45_AREA = 9 um2\nuint64_t mul8u_b(uint64_t a, uint64_t b) { return a * b; }"
        );
        File.WriteAllText(
            folder["c.c"],
            "// PDK45_PWR = 0.4 mW\n// PDK45_AREA = 8 um2\nuint64_t mul8u_c(uint64_t a, uint64_t b) { return b * a; }"
        );
        var multiplier = Assert.Single(MultiplierImport.Read([folder.Path], options with { Generation = "g" }).Multipliers);
        Assert.Equal(("mul8u_b", 0.4, 8.0), (multiplier.Name, multiplier.PowerMilliwatt, multiplier.AreaSquareMicrometre));
        Assert.Equal(["g:mul8u_b", "g:mul8u_c"], multiplier.Aliases.Select(a => a.ToString()));
        Assert.Equal(2, MultiplierImport.Read([folder.Path], options).Multipliers.Count);
    }

    [Fact]
    public void Of_a_folder_only_the_kind_that_was_asked_for_is_read()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["u.c"], Importing.Power + "uint16_t mul8u_u(uint8_t a, uint8_t b) { return a * b; }");
        File.WriteAllText(folder["s.c"], Importing.Power + "int16_t mul8s_s(int8_t a, int8_t b) { return a * b; }");
        Assert.Equal(
            ["mul8s_s"],
            MultiplierImport.Read([folder.Path], options with { Signed = true }).Multipliers.Select(m => m.Name)
        );
        Assert.Equal([false, true], MultiplierImport.Read([folder.Path], options).ToLibraries().Select(l => l.Signed));
    }
}
