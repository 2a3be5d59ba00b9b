using System.CommandLine;
using System.Text;
using QosNets.Cli.Shell;
using QosNets.Reporting.Pages;

namespace QosNets.Cli.Commands;

/// <summary><c>qosnets results</c>: the tables of a page from the results of runs.</summary>
internal static class ResultsCommand
{
    public static Command Create()
    {
        var page = Arguments.File("PAGE", "The page (.md); folders in it are relative to its own.");
        var check = new Option<bool>("--check") { Description = "Write nothing; fail where the page's tables are stale." };
        var command = new CommandWithExamples(
            "results",
            "Write the tables of a Markdown page, marked '<!-- results KIND FOLDER... -->', from the results.json of runs.",
            "qosnets results docs/results.md",
            "qosnets results docs/results.md --check"
        )
        {
            page,
            check,
        };
        command.SetAction(parse =>
        {
            var path = parse.GetRequiredValue(page);
            var text = File.ReadAllText(path);
            var updated = ResultsPage.Update(text, Path.GetDirectoryName(Path.GetFullPath(path))!);
            var output = parse.InvocationConfiguration.Output;
            if (updated == text)
            {
                output.WriteLine($"{path} is up to date");
                return ExitCode.Success;
            }
            if (parse.GetValue(check))
            {
                parse.InvocationConfiguration.Error.WriteLine($"error: {path} is stale; 'qosnets results {path}' writes it anew");
                return ExitCode.Failure;
            }
            File.WriteAllText(path, updated, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            output.WriteLine($"{path} written");
            return ExitCode.Success;
        });
        return command;
    }
}
