using System.Text;
using QosNets.Multipliers;
using QosNets.Tests.Archives;

namespace QosNets.Tests.Multipliers;

/// <summary>Short ways to import what a test just wrote.</summary>
internal static class Importing
{
    public const string Power = "// PDK45_PWR = 0.25 mW\n";

    public static ImportResult Read(TemporaryFolder folder, string file, byte[] bytes, bool? signed = null, string? facts = null)
    {
        File.WriteAllBytes(folder[file], bytes);
        return MultiplierImport.Read([folder[file]], new ImportOptions(signed, facts, "mine"));
    }

    public static ImportResult Read(string file, string text, bool? signed = null, bool insist = false, double? power = null)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder[file], text);
        return MultiplierImport.Read(
            [folder[file]],
            new ImportOptions(signed, null, "mine") { Insist = insist, PowerMilliwatt = power }
        );
    }

    public static TruthTable Table(byte[] bytes, string file, bool? signed = null)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["facts.csv"], $"name,power_mw\n{Path.GetFileNameWithoutExtension(file)},1\n");
        return Read(folder, file, bytes, signed, folder["facts.csv"]).Multipliers[0].Table;
    }

    public static TruthTable Table(string text, string file, bool? signed = null) =>
        Table(Encoding.UTF8.GetBytes(text), file, signed);

    public static string Fault(string file, string text, bool? signed = null) => Assert(() => Read(file, text, signed));

    public static string Assert(Action import)
    {
        var message = Xunit.Assert.Throws<LibraryException>(import).Message;
        Xunit.Assert.DoesNotContain('\n', message);
        Xunit.Assert.InRange(message.Length, 20, 500);
        return message;
    }

    public static void Equal(TruthTable expected, TruthTable actual)
    {
        Xunit.Assert.Equal(expected.Signed, actual.Signed);
        Xunit.Assert.True(expected.Products.SequenceEqual(actual.Products));
    }
}
