using System.Net;

namespace QosNets.Server.Base;

/// <summary>Addresses to listen on.</summary>
internal static class Binding
{
    /// <summary>Refuses what cannot be listened on.</summary>
    /// <exception cref="ServeException">The address is no <c>http://HOST:PORT</c>.</exception>
    public static void Check(string url)
    {
        var parts = Parse(url);
        if (parts.Scheme != "http")
            throw new ServeException($"cannot listen on '{url}'; give http://HOST:PORT (for TLS put a proxy in front)");
        if (parts.PathBase.Length > 0)
            throw new ServeException($"cannot listen on '{url}'; leave out the path '{parts.PathBase}'");
    }

    /// <summary>Whether only this machine reaches the address.</summary>
    public static bool IsLoopback(string url)
    {
        var parts = Parse(url);
        return parts.IsUnixPipe || IsLoopbackHost(parts.Host);
    }

    /// <summary>Whether a host, as in a Host header but without the port, means this machine.</summary>
    public static bool IsLoopbackHost(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));

    private static Microsoft.AspNetCore.Http.BindingAddress Parse(string url)
    {
        try
        {
            return Microsoft.AspNetCore.Http.BindingAddress.Parse(url);
        }
        catch (FormatException e)
        {
            throw new ServeException($"'{url}' is no address; give http://HOST:PORT", e);
        }
    }
}
