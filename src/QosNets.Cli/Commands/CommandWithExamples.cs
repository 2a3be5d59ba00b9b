using System.CommandLine;

namespace QosNets.Cli.Commands;

/// <summary>A command whose help ends with examples.</summary>
/// <param name="name">Name, as typed.</param>
/// <param name="description">What it does, in one sentence or two.</param>
/// <param name="examples">Whole command lines, as a shell takes them.</param>
internal sealed class CommandWithExamples(string name, string description, params IReadOnlyList<string> examples)
    : Command(name, description)
{
    /// <summary>The examples.</summary>
    public IReadOnlyList<string> Examples => examples;
}
