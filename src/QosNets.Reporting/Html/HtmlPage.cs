using QosNets.Reporting.Text;

namespace QosNets.Reporting.Html;

/// <summary>The frame of a page that is one file: no outside resources, no scripts.</summary>
internal static class HtmlPage
{
    /// <summary>Everything up to the start of the body.</summary>
    // The policy makes the browser itself refuse anything that is not in this file.
    public static void Begin(Markup page, string title) =>
        page.Add(
            $"""
            <!DOCTYPE html>
            <html lang="en-GB">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
            <title>{title}</title>
            <style>{Markup.Trusted(ReportStyle.Css)}</style>
            </head>
            <body>
            """
        );
}
