using System.CommandLine;

namespace QosNets.Cli.Commands;

/// <summary>Arguments that several commands take.</summary>
internal static class Arguments
{
    /// <summary>A file. A value that looks like an option is one that the command does not have, and is refused as such.</summary>
    public static Argument<string> File(string name, string description)
    {
        var argument = new Argument<string>(name) { Description = description };
        argument.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && result.Tokens[0].Value.StartsWith('-'))
                result.AddError($"there is no option {result.Tokens[0].Value} (for a file of this name write ./{result.Tokens[0].Value})");
        });
        return argument;
    }
}
