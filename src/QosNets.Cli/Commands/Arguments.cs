using System.CommandLine;

namespace QosNets.Cli.Commands;

/// <summary>Arguments that several commands take.</summary>
internal static class Arguments
{
    /// <summary>
    /// A file. A value that looks like an option is one that the command does not have, and is refused as such.
    /// </summary>
    public static Argument<string> File(string name, string description)
    {
        var argument = new Argument<string>(name) { Description = description };
        RefuseOptions(argument);
        return argument;
    }

    /// <summary>Makes an argument refuse values that look like options.</summary>
    public static void RefuseOptions(Argument argument) =>
        argument.Validators.Add(result =>
        {
            if (result.Tokens.FirstOrDefault(t => t.Value.StartsWith('-')) is { } token)
                result.AddError($"there is no option {token.Value} (for a file of this name write ./{token.Value})");
        });
}
