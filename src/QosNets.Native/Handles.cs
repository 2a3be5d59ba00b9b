using System.Collections.Concurrent;

namespace QosNets.Native;

/// <summary>
/// Numbers, dressed as pointers, for what callers hold. A closed or foreign one is told apart from an open one, where a real
/// pointer would be followed; calls in progress keep what they use alive.
/// </summary>
internal static class Handles
{
    private static readonly ConcurrentDictionary<nint, object> Open = [];
    private static long last;

    /// <summary>Opens a handle; numbers are never used twice.</summary>
    public static nint Add(object value)
    {
        var handle = (nint)Interlocked.Increment(ref last);
        Open[handle] = value;
        return handle;
    }

    /// <summary>What a handle stands for.</summary>
    /// <exception cref="InvalidHandleException">It is not open, or stands for something else.</exception>
    public static T Get<T>(nint handle)
        where T : class =>
        Open.TryGetValue(handle, out var value) && value is T wanted
            ? wanted
            : throw new InvalidHandleException($"handle {handle} is no open {typeof(T).Name.ToLowerInvariant()}");

    /// <summary>Closes a handle; that of nothing (0) is passed over.</summary>
    /// <exception cref="InvalidHandleException">It is not open, or stands for something else.</exception>
    public static void Close<T>(nint handle)
        where T : class
    {
        if (handle == 0)
            return;
        Get<T>(handle);
        Open.TryRemove(handle, out _);
    }
}
