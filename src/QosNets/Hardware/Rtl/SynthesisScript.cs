using System.Text;

namespace QosNets.Hardware;

/// <summary>A script for yosys: cells and area of the processing element, gates of the whole library or of two inputs.</summary>
internal static class SynthesisScript
{
    /// <summary>The script.</summary>
    /// <param name="modules">The modules that it reads, without those that are for other tops only.</param>
    /// <param name="liberty">A cell library, or null for generic gates.</param>
    public static string Of(IEnumerable<string> modules, string? liberty)
    {
        var text = new StringBuilder(
            "# yosys -q synthesis.ys: cells of one processing element; docs/hardware.md has what they mean.\n"
        );
        foreach (var module in modules.Where(m => m.StartsWith("mult_", StringComparison.Ordinal)))
            text.Append("read_verilog ").Append(module).Append(".v\n");
        text.Append("read_verilog qos_products.v qos_pe.v\nsynth -flatten -top qos_pe\n");
        if (liberty is null)
        {
            text.Append("abc -g AND,NAND,OR,NOR,XOR,XNOR,MUX\nopt_clean\ntee -o synthesis.txt stat -tech cmos\n");
            return text.ToString();
        }
        var quoted = $"\"{liberty.Replace("\"", "", StringComparison.Ordinal)}\"";
        text.Append("dfflibmap -liberty ").Append(quoted).Append("\nabc -liberty ").Append(quoted);
        text.Append("\nopt_clean\ntee -o synthesis.txt stat -liberty ").Append(quoted).Append('\n');
        return text.ToString();
    }
}
