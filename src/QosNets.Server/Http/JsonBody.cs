using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace QosNets.Server.Http;

/// <summary>Documents as bodies.</summary>
internal static class JsonBody
{
    /// <summary>Answers with a document.</summary>
    public static Task WriteAsync<T>(HttpContext context, T document, JsonTypeInfo<T> type, int status = StatusCodes.Status200OK)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(document, type);
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = bytes.Length;
        return context.Response.Body.WriteAsync(bytes, context.RequestAborted).AsTask();
    }

    /// <summary>Reads a small document.</summary>
    /// <param name="context">The request.</param>
    /// <param name="limit">Bytes that the body may have.</param>
    /// <param name="type">The document's type.</param>
    /// <param name="example">A right body, for the message when it is wrong.</param>
    /// <exception cref="RequestException">The body is not such a document.</exception>
    public static async Task<T> ReadAsync<T>(HttpContext context, long limit, JsonTypeInfo<T> type, string example)
    {
        using var body = new RequestBody(limit);
        await body.ReadAsync(context.Request, context.RequestAborted);
        try
        {
            return JsonSerializer.Deserialize(body.Bytes, type) ?? throw new JsonException("null");
        }
        catch (JsonException)
        {
            throw new RequestException(StatusCodes.Status400BadRequest, $"the body is not a JSON object such as {example}");
        }
    }
}
