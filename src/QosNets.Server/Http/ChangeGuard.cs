using System.Security.Cryptography;
using System.Text;

namespace QosNets.Server.Http;

/// <summary>
/// Who may change the point or the budget: whoever has the key; without one, only clients of a server that listens on
/// loopback alone, who call it by a loopback name. A page from elsewhere whose name was rebound to this machine does not.
/// </summary>
/// <param name="key">The key, or null.</param>
/// <param name="exposed">Whether the server is reached from outside.</param>
internal sealed class ChangeGuard(string? key, bool exposed)
{
    /// <summary>The header that carries the key.</summary>
    public const string Header = "X-QosNets-Key";

    private static readonly (int, string?) Allowed = (StatusCodes.Status200OK, null);

    private readonly byte[]? hash = key is null ? null : SHA256.HashData(Encoding.UTF8.GetBytes(key));

    /// <summary>Whether a key is asked for.</summary>
    public bool KeyNeeded => hash is not null || exposed;

    /// <summary>Lets a change through or throws.</summary>
    /// <exception cref="RequestException">The client may not make changes.</exception>
    public void Check(HttpContext context, ILogger logger)
    {
        var (status, reason) = Reason(context.Request);
        if (reason is null)
            return;
        Log.ChangeRefused(logger, context.Connection.RemoteIpAddress?.ToString() ?? "local", reason);
        throw new RequestException(status, reason);
    }

    private (int Status, string? Reason) Reason(HttpRequest request)
    {
        if (hash is null && exposed)
            return (
                StatusCodes.Status403Forbidden,
                "this server is reached from outside and was started without a key, so nothing can be changed; start it with "
                    + "--key or QOSNETS_KEY"
            );
        if (hash is null)
        {
            return Binding.IsLoopbackHost(request.Host.Host.Trim('[', ']'))
                ? Allowed
                : (
                    StatusCodes.Status403Forbidden,
                    $"the Host header names '{request.Host.Host}', not this machine; without a key only local clients make "
                        + $"changes"
                );
        }
        if (!request.Headers.TryGetValue(Header, out var given))
            return (StatusCodes.Status401Unauthorized, $"a change needs the key, in the header {Header}");
        // Hashes have one length, so that the time taken tells nothing of the key.
        return CryptographicOperations.FixedTimeEquals(hash, SHA256.HashData(Encoding.UTF8.GetBytes(given.ToString())))
            ? Allowed
            : (StatusCodes.Status401Unauthorized, $"the key in the header {Header} is wrong");
    }
}
