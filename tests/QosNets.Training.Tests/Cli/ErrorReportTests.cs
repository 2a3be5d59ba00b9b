using QosNets.Cli;
using Xunit;

namespace QosNets.Training.Tests.Cli;

public class ErrorReportTests
{
    [Fact]
    public void A_full_disk_is_one_line_even_when_its_message_has_several() =>
        Assert.Equal(
            "error: No space left on device : '/out/x'\n",
            Written(new IOException("No space left on device\n : '/out/x'"), verbose: false)
        );

    [Fact]
    public void A_defect_gives_its_type_its_message_and_a_request_to_report_it()
    {
        var text = Written(new InvalidOperationException("odd"), verbose: false);
        Assert.StartsWith("error: unexpected System.InvalidOperationException: odd\n", text);
        Assert.Contains("please report it", text);
        Assert.Equal(2, text.Count(c => c == '\n'));
    }

    private static string Written(Exception e, bool verbose)
    {
        var writer = new StringWriter { NewLine = "\n" };
        ErrorReport.Write(e, writer, verbose);
        return writer.ToString();
    }
}
