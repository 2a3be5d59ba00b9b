namespace QosNets.Onnx.Graph;

/// <summary>Names of nodes as bundles and checkpoints allow them, each once.</summary>
internal sealed class NodeNames
{
    private const int Longest = 100;

    private readonly HashSet<string> used = [];

    /// <summary>A name made of a file's: slashes become points, all but letters, digits, '_', '-' and '.' a '_'.</summary>
    public string Take(string wanted)
    {
        var plain = new string([.. wanted.Trim('/').Replace('/', '.').Select(c => IsPlain(c) ? c : '_')]).Trim('.');
        plain = plain.Length == 0 ? "node" : plain[..Math.Min(plain.Length, Longest)];
        var name = plain;
        for (var i = 2; !used.Add(name); i++)
            name = $"{plain}_{i}";
        return name;
    }

    private static bool IsPlain(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.';
}
