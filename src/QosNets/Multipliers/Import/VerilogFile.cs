namespace QosNets.Multipliers;

/// <summary>The modules of a file and where they stand.</summary>
internal sealed class VerilogFile
{
    private readonly Dictionary<string, int> modules = new(StringComparer.Ordinal);

    public VerilogFile(SourceText source)
    {
        var lexer = new Lexer(source, verilog: true);
        var used = new HashSet<string>(StringComparer.Ordinal);
        var order = new List<(string Name, int Start)>();
        while (lexer.Kind != TokenKind.End)
        {
            if (Directive(lexer))
                continue;
            if (!lexer.IsWord("module"))
                throw lexer.Unexpected(order.Count == 0 ? "\"module\"" : "the end of the file, or another module,");
            lexer.Advance();
            var start = lexer.Start;
            var name = Name(lexer.Identifier("the name of the module"));
            if (!modules.TryAdd(name, lexer.Start))
                throw source.Fault(start, $"module {SourceText.Printable(name)} is there twice");
            order.Add((name, start));
            // A module without an end is an error where it is read.
            while (!lexer.IsWord("endmodule") && lexer.Kind != TokenKind.End)
            {
                if (Directive(lexer))
                    continue;
                if (lexer.Kind == TokenKind.Identifier)
                    used.Add(Name(lexer.Token.ToString()));
                lexer.Advance();
            }
            lexer.Advance();
        }
        if (order.Count == 0)
            throw lexer.Unexpected("\"module\"");
        var tops = order.Where(m => order.Count == 1 || !used.Contains(m.Name)).ToList();
        if (tops.Count != 1)
            throw source.Fault(
                order[^1].Start,
                $"{tops.Count} modules that no other uses; keep one multiplier in a file, with the modules that it uses"
            );
        Top = tops[0].Name;
    }

    /// <summary>The module that no other uses.</summary>
    public string Top { get; }

    /// <summary>Where the text of a module begins after its name; null when it is not in the file.</summary>
    public int? Find(string name) => modules.TryGetValue(name, out var offset) ? offset : null;

    /// <summary>Goes past a directive that says nothing about values.</summary>
    public static bool Directive(Lexer lexer)
    {
        if (!lexer.Is("`"))
            return false;
        lexer.Advance();
        if (!(lexer.Token is "timescale" or "default_nettype" or "celldefine" or "endcelldefine" or "resetall"))
            throw lexer.Unexpected("\"timescale\" (other directives are not read)");
        lexer.SkipLine();
        return true;
    }

    private static string Name(string identifier) => identifier[0] == '\\' ? identifier[1..] : identifier;
}
