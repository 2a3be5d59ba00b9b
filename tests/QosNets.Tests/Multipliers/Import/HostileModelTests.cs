using System.Diagnostics;
using Xunit;

namespace QosNets.Tests.Multipliers;

/// <summary>Models that nobody wrote to be read: each ends soon, in bounded memory, with one clear line or a table.</summary>
public sealed class HostileModelTests
{
    private const string CHead = Importing.Power + "int mul8u_x(uint8_t a, uint8_t b) { int c = a; return ";
    private const string VerilogHead =
        Importing.Power + "module mul8u_x(A, B, O); input [7:0] A, B; output [15:0] O; wire [65535:0] W; ";

    // Each assignment waits for the next one.
    private static readonly string Chain =
        VerilogHead
        + string.Concat(Enumerable.Range(0, 30_000).Select(i => $"assign W[{i}]=~W[{i + 1}];"))
        + "assign W[30000]=A[0]; assign O = W[0]; endmodule";

    [Fact]
    public void C_models() =>
        All(
            "m.c",
            [
                (CHead + new string('(', 100_000) + "a" + new string(')', 100_000) + "; }", "nested more than 200 deep"),
                (CHead + new string('~', 1_000_000) + "a; }", "nested more than 200 deep"),
                (CHead + new string('(', 1_000_000), "nested more than 200 deep"),
                (CHead + string.Concat(Enumerable.Repeat("a&", 500_000)) + "a; }", null),
                (CHead + string.Concat(Enumerable.Repeat("(uint64_t)a+", 80_000)) + "a & 255; }", "more than 200000 gates"),
                (CHead + new string('x', 1_000_000) + "; }", "is not declared"),
                (CHead + new string('9', 1_000_000) + "; }", "is no integer constant"),
                (CHead + new string(' ', 1_000_000) + "$; }", "unknown character U+0024"),
                (CHead + "0; } /*" + new string('*', 1_000_000), "does not end"),
                (CHead + "nowhere; }", "\"nowhere\" is not declared"),
                (CHead + "a << 99; }", "shift by 99, outside 0..31"),
                (CHead[..^"return ".Length] + string.Concat(Enumerable.Repeat("c = b;", 160_000)) + "}", "ends without a return"),
            ]
        );

    [Fact]
    public void Verilog_models() =>
        All(
            "m.v",
            [
                (
                    VerilogHead + "assign O = " + new string('(', 100_000) + "A" + new string(')', 100_000) + "; endmodule",
                    "nested more than 200 deep"
                ),
                (VerilogHead + "assign O = " + new string('~', 1_000_000) + "A; endmodule", "nested more than 200 deep"),
                (VerilogHead + "assign O = " + string.Concat(Enumerable.Repeat("{", 100_000)), "nested more than 200 deep"),
                (
                    VerilogHead + "assign O = " + string.Concat(Enumerable.Repeat("A&", 500_000)) + "A; endmodule",
                    "too many bits in all"
                ),
                (
                    VerilogHead
                        + "assign W = "
                        + string.Concat(Enumerable.Repeat("1'b0&", 200_000))
                        + "A; assign O = A; endmodule",
                    "too many bits in all"
                ),
                (VerilogHead + "assign O = {W, W}; endmodule", "more than 65536 bits"),
                (VerilogHead + "assign O = " + new string('x', 1_000_000) + "; endmodule", "is not declared"),
                (VerilogHead + "assign O = " + new string('9', 1_000_000) + "; endmodule", "is no constant"),
                (VerilogHead + new string(' ', 1_000_000) + "\\", "unknown character U+005C"),
                (VerilogHead + "assign O = A; endmodule /*" + new string('*', 1_000_000), "does not end"),
                (VerilogHead + "assign O = nowhere; endmodule", "\"nowhere\" is not declared"),
                (VerilogHead + "assign O = A << 99; endmodule", null),
                (VerilogHead + "assign O = A <<; endmodule", "\";\" where"),
                (VerilogHead + "assign O = A[99]; endmodule", "bits 99:99 of A, which has 7:0"),
                (VerilogHead + "endmodule", "bit 0 of O is never assigned"),
                (VerilogHead + "assign O = A;", "the file ends where"),
                (
                    VerilogHead
                        + string.Concat(Enumerable.Range(0, 40_000).Select(i => $"wire n{i};"))
                        + "assign O = A; endmodule",
                    null
                ),
                (Chain, null),
            ]
        );

    [Fact]
    public void A_chain_of_assignments_from_its_end_has_the_products_of_its_end() =>
        Assert.Equal(1, Importing.Read("m.v", Chain).Multipliers[0].Table[1, 0]);

    private static void All(string file, IEnumerable<(string Text, string? Reason)> cases)
    {
        foreach (var (text, reason) in cases)
        {
            // The fastest of a few runs says what the file costs; a busy machine makes any one run slow.
            var fastest = long.MaxValue;
            for (var run = 0; run < 4 && fastest > 1000; run++)
            {
                var before = GC.GetAllocatedBytesForCurrentThread();
                var watch = Stopwatch.StartNew();
                if (reason is null)
                    Importing.Read(file, text);
                else
                    Assert.Contains(reason, Importing.Fault(file, text), StringComparison.Ordinal);
                fastest = Math.Min(fastest, watch.ElapsedMilliseconds);
                Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 600_000_000);
            }
            TestContext.Current.SendDiagnosticMessage("{0}: {1} ms", reason ?? "read", fastest);
            Assert.True(fastest < 3000, $"{reason}: {fastest} ms");
        }
    }
}
