namespace QosNets.Multipliers;

/// <summary>A variable or array of a C model; a value is null until it is assigned.</summary>
internal sealed class CVariable(string name, CType type, bool constant, int? count)
{
    public string Name => name;

    public CType Type => type;

    public bool Constant => constant;

    /// <summary>Whether it is an array.</summary>
    public bool IsArray => count is not null;

    /// <summary>The value, or those of an array's elements.</summary>
    public CValue?[] Values { get; set; } = new CValue?[count ?? 1];
}

/// <summary>The variables of one call, by scope; constants of the file are seen from every call.</summary>
internal sealed class CVariables(SourceText source, IReadOnlyDictionary<string, CVariable>? constants)
{
    private readonly Stack<Dictionary<string, CVariable>> scopes = new();

    /// <summary>Number of live values, what a snapshot costs.</summary>
    public int Count { get; private set; }

    public void Push() => scopes.Push(new Dictionary<string, CVariable>(StringComparer.Ordinal));

    public void Pop() => Count -= scopes.Pop().Values.Sum(v => v.Values.Length);

    public CVariable Declare(CVariable variable, int offset)
    {
        if (!scopes.Peek().TryAdd(variable.Name, variable))
            throw source.Fault(offset, $"{SourceText.Printable(variable.Name)} is declared twice");
        Count += variable.Values.Length;
        return variable;
    }

    public CVariable? Find(string name)
    {
        foreach (var scope in scopes)
        {
            if (scope.TryGetValue(name, out var variable))
                return variable;
        }
        return constants?.GetValueOrDefault(name);
    }

    /// <summary>The constants of the outermost scope.</summary>
    public IReadOnlyDictionary<string, CVariable> Outermost => scopes.Last();

    /// <summary>All variables and their values.</summary>
    public List<(CVariable Variable, CValue?[] Values)> Snapshot() =>
        [.. scopes.SelectMany(s => s.Values).Select(v => (v, (CValue?[])v.Values.Clone()))];

    /// <summary>Gives variables their values back.</summary>
    public static void Restore(List<(CVariable Variable, CValue?[] Values)> state)
    {
        foreach (var (variable, values) in state)
            variable.Values = (CValue?[])values.Clone();
    }

    /// <summary>Takes the values of another state where a condition holds; a value that one of them lacks is lost.</summary>
    public static void Merge(Circuit circuit, int condition, List<(CVariable Variable, CValue?[] Values)> yes)
    {
        foreach (var (variable, values) in yes)
        {
            for (var i = 0; i < values.Length; i++)
            {
                var (there, here) = (values[i], variable.Values[i]);
                if (!ReferenceEquals(there, here))
                    variable.Values[i] = there is null || here is null ? null : CValue.Select(circuit, condition, there, here);
            }
        }
    }
}
