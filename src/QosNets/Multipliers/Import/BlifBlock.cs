namespace QosNets.Multipliers;

/// <summary>A part of a BLIF model: a cover, a cell or another model, with the nets at its pins.</summary>
internal sealed record BlifPart(
    int Line,
    IReadOnlyList<(string Pin, string Net)> Inputs,
    IReadOnlyList<(string Pin, string Net)> Outputs,
    BlifCover? Cover = null,
    StandardCell? Cell = null,
    string? Model = null
);

/// <summary>The rows of a <c>.names</c>: where one holds, the output has the value that all of them name.</summary>
internal sealed record BlifCover(IReadOnlyList<string> Rows, bool Value)
{
    /// <summary>The literal of the output.</summary>
    public int Build(Circuit circuit, int[] inputs)
    {
        var any = Circuit.Zero;
        foreach (var row in Rows)
        {
            var all = Circuit.One;
            for (var i = 0; i < inputs.Length; i++)
            {
                if (row[i] != '-')
                    all = circuit.And(all, row[i] == '1' ? inputs[i] : Circuit.Not(inputs[i]));
            }
            any = circuit.Or(any, all);
        }
        return Value ? any : Circuit.Not(any);
    }
}

/// <summary>A model of a BLIF file.</summary>
internal sealed record BlifBlock(
    string Name,
    IReadOnlyList<string> Inputs,
    IReadOnlyList<string> Outputs,
    IReadOnlyList<BlifPart> Parts
)
{
    /// <summary>All models of a file in their order, at least one.</summary>
    /// <exception cref="LibraryException">A line is not read; it is named.</exception>
    public static IReadOnlyList<BlifBlock> All(SourceText source)
    {
        var lines = Lines(source.Text);
        // Pins of a model are known when its head is read, which may be after its use.
        var heads = new Dictionary<string, (List<string> Inputs, List<string> Outputs)>(StringComparer.Ordinal);
        (List<string> Inputs, List<string> Outputs) head = ([], []);
        foreach (var (line, words) in lines)
        {
            if (words[0] == ".model")
                heads.TryAdd(Word(source, line, words, 1), head = ([], []));
            else if (words[0] == ".inputs")
                head.Inputs.AddRange(words[1..]);
            else if (words[0] == ".outputs")
                head.Outputs.AddRange(words[1..]);
        }
        var blocks = new List<BlifBlock>();
        var parts = new List<BlifPart>();
        for (var i = 0; i < lines.Count; i++)
        {
            var (line, words) = lines[i];
            switch (words[0])
            {
                case ".model":
                    if (blocks.Exists(b => b.Name == words[1]))
                        throw Fault(source, line, $"model {SourceText.Printable(words[1])} is there twice");
                    (parts, var own) = ([], heads[words[1]]);
                    blocks.Add(new BlifBlock(words[1], own.Inputs, own.Outputs, parts));
                    break;
                case ".inputs" or ".outputs" or ".end" or ".default_input_arrival" or ".area" or ".delay":
                    break;
                case ".names":
                    var rows = new List<(int, string[])>();
                    while (i + 1 < lines.Count && lines[i + 1].Words[0][0] != '.')
                        rows.Add(lines[++i]);
                    parts.Add(Names(source, line, words[1..], rows));
                    break;
                case ".gate" or ".subckt":
                    parts.Add(Instance(source, line, words, heads));
                    break;
                default:
                    throw Fault(
                        source,
                        line,
                        $"\"{SourceText.Printable(words[0])}\" is not read; a multiplier is made of .names, .gate and .subckt"
                    );
            }
        }
        return blocks.Count > 0 ? blocks : throw new LibraryException($"{source.Path}: it has no .model");
    }

    private static BlifPart Names(SourceText source, int line, string[] nets, List<(int Line, string[] Words)> rows)
    {
        if (nets.Length == 0)
            throw Fault(source, line, ".names without an output");
        var inputs = nets.Length - 1;
        var cubes = new List<string>();
        char? value = null;
        foreach (var (at, words) in rows)
        {
            var cube = inputs == 0 ? "" : words[0];
            if (
                words.Length != (inputs == 0 ? 1 : 2)
                || cube.Length != inputs
                || cube.AsSpan().ContainsAnyExcept('0', '1', '-')
                || words[^1] is not ("0" or "1")
                || value is { } known && known != words[^1][0]
            )
                throw Fault(
                    source,
                    at,
                    $"\"{SourceText.Printable(string.Join(' ', words))}\" is no row of {inputs} inputs and the "
                        + $"output of the others"
                );
            value = words[^1][0];
            cubes.Add(cube);
        }
        // A cover without rows is always 0.
        return new BlifPart(
            line,
            [.. nets[..^1].Select(n => ("", n))],
            [("", nets[^1])],
            Cover: new BlifCover(cubes, value is null or '1')
        );
    }

    private static BlifPart Instance(
        SourceText source,
        int line,
        string[] words,
        Dictionary<string, (List<string> Inputs, List<string> Outputs)> heads
    )
    {
        var kind = Word(source, line, words, 1);
        var pins = new List<(string Pin, string Net)>();
        foreach (var word in words.AsSpan(2))
        {
            var equals = word.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1 || equals == word.Length - 1 || pins.Exists(p => p.Pin == word[..equals]))
                throw Fault(source, line, $"\"{SourceText.Printable(word)}\" connects no pin, or one twice; write pin=net");
            pins.Add((word[..equals], word[(equals + 1)..]));
        }
        var isModel = heads.TryGetValue(kind, out var model) && words[0] == ".subckt";
        var cell = isModel ? null : StandardCells.Find(kind, pins.Select(p => p.Pin));
        if (!isModel && cell is null)
            throw new NoMultiplierException(
                "netlists of cells that are not known",
                Fault(source, line, $"\"{SourceText.Printable(kind)}\" is a cell that is not known; import the C model").Message
            );
        IReadOnlyList<string> inputs = isModel ? model.Inputs : [.. cell!.Pins.Where(p => !cell.Outputs.Any(o => o.Pin == p))];
        IReadOnlyList<string> outputs = isModel ? model.Outputs : [.. cell!.Outputs.Select(o => o.Pin)];
        var missing = inputs.FirstOrDefault(p => !pins.Exists(q => q.Pin == p));
        var unknown = pins.FirstOrDefault(p => !inputs.Contains(p.Pin) && !outputs.Contains(p.Pin));
        if (missing is not null || unknown.Pin is not null)
            throw Fault(
                source,
                line,
                $"pin {SourceText.Printable(missing ?? unknown.Pin)} of {SourceText.Printable(kind)} "
                    + (missing is not null ? "is not connected" : "does not exist")
            );
        return new BlifPart(
            line,
            [.. pins.Where(p => inputs.Contains(p.Pin))],
            [.. pins.Where(p => !inputs.Contains(p.Pin))],
            Cell: cell,
            Model: isModel ? kind : null
        );
    }

    // Lines without comments, joined where a backslash ends them.
    private static List<(int Line, string[] Words)> Lines(string text)
    {
        var lines = new List<(int Line, string[] Words)>();
        var (number, first, joined) = (0, 0, new List<string>());
        foreach (var raw in text.AsSpan().EnumerateLines())
        {
            number++;
            var comment = raw.IndexOf('#');
            var line = (comment < 0 ? raw : raw[..comment]).Trim();
            if (joined.Count == 0)
                first = number;
            var goesOn = line is [.., '\\'];
            joined.AddRange((goesOn ? line[..^1] : line).ToString().Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries));
            if (goesOn || joined.Count == 0)
                continue;
            lines.Add((first, [.. joined]));
            joined = [];
        }
        if (joined.Count > 0)
            lines.Add((first, [.. joined]));
        return lines;
    }

    private static string Word(SourceText source, int line, string[] words, int index) =>
        index < words.Length ? words[index] : throw Fault(source, line, $"\"{words[0]}\" without a name");

    private static LibraryException Fault(SourceText source, int line, string reason) =>
        new($"{source.Path} line {line}: {reason}");
}
