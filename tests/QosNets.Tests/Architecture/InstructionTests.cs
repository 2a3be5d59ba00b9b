using System.Text.RegularExpressions;
using Xunit;

namespace QosNets.Tests.Architecture;

public partial class InstructionTests
{
    [Fact]
    public void Only_the_table_of_paths_asks_the_processor_what_it_has()
    {
        var source = Path.Combine(Repository.Root, "src");
        var asking = Directory
            .GetFiles(source, "*.cs", SearchOption.AllDirectories)
            .Where(file =>
                !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
            )
            .Where(file => Question().IsMatch(File.ReadAllText(file)))
            .Select(file => Path.GetFileNameWithoutExtension(file));
        Assert.Equal(
            ["Avx2Path", "Avx512VbmiPath", "AvxVnniPath", "NeonDotPath", "Vector128Path"],
            asking.Order(StringComparer.Ordinal)
        );
    }

    [GeneratedRegex(
        @"\b(Vector(64|128|256|512)?|(Avx|Sse|Ssse|Bmi|Fma|AdvSimd|Dp|Lzcnt|Popcnt|X86Base)\w*"
            + @"(\.X64|\.V512|\.VL|\.Arm64)?)\.Is(Supported|HardwareAccelerated)"
    )]
    private static partial Regex Question();
}
