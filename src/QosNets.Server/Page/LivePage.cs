using System.Globalization;
using QosNets.Server.Http;
using QosNets.Server.Model;
using QosNets.Server.Protocol;

namespace QosNets.Server.Page;

/// <summary>The page that shows what the server does, and what it asks for every second.</summary>
internal static class LivePage
{
    // Nothing but this server's own files and answers.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; "
        + "form-action 'none'; frame-ancestors 'none'";

    /// <summary>Adds the page's paths.</summary>
    public static void Map(IEndpointRouteBuilder routes, ServedModel model, bool keyNeeded, TimeProvider clock)
    {
        MapFile(routes, "/", "live.html", "text/html; charset=utf-8");
        MapFile(routes, "/live.css", "live.css", "text/css; charset=utf-8");
        MapFile(routes, "/live.js", "live.js", "text/javascript; charset=utf-8");
        routes.MapRead(
            "/live/state",
            c => JsonBody.WriteAsync(c, State(model, keyNeeded, clock, After(c.Request)), Documents.Json.LiveDocument)
        );
    }

    private static void MapFile(IEndpointRouteBuilder routes, string path, string file, string type)
    {
        using var stream = typeof(LivePage).Assembly.GetManifestResourceStream(file)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        routes.MapRead(
            path,
            context =>
            {
                var headers = context.Response.Headers;
                headers.ContentSecurityPolicy = Policy;
                headers.XContentTypeOptions = "nosniff";
                headers.CacheControl = "no-cache";
                headers["Referrer-Policy"] = "no-referrer";
                context.Response.ContentType = type;
                context.Response.ContentLength = bytes.Length;
                return context.Response.Body.WriteAsync(bytes, context.RequestAborted).AsTask();
            }
        );
    }

    private static long After(HttpRequest request)
    {
        if (!request.Query.TryGetValue("after", out var text))
            return 0;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var after)
            ? after
            : throw new RequestException(
                StatusCodes.Status400BadRequest,
                $"after is '{text}'; it is a time in seconds since 1970"
            );
    }

    private static LiveDocument State(ServedModel model, bool keyNeeded, TimeProvider clock, long after)
    {
        var control = model.Control;
        return new LiveDocument(
            model.Name,
            model.Bundle.Network.Name,
            model.Bundle.Metadata.Dataset,
            control.Points,
            control.Points[control.Current].Name,
            control.ChosenBy,
            control.Budget,
            control.Governor,
            CascadeDocuments.Of(control),
            keyNeeded,
            clock.GetUtcNow().ToUnixTimeSeconds(),
            model.History.After(after)
        );
    }
}
