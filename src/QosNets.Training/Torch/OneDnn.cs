using System.Runtime.InteropServices;

namespace QosNets.Training.Torch;

/// <summary>
/// libtorch's switch between oneDNN and its own convolutions. TorchSharp does not have it, so it is taken from the library itself
/// on Linux.
/// </summary>
internal static unsafe class OneDnn
{
    private static readonly (nint Context, nint Set)? Switch = OperatingSystem.IsLinux() ? Find() : null;

    /// <summary>Whether there is a switch.</summary>
    public static bool CanSwitch => Switch is not null;

    /// <summary>Computes something without oneDNN.</summary>
    public static T Without<T>(Func<T> compute)
    {
        Set(0);
        try
        {
            return compute();
        }
        finally
        {
            Set(1);
        }
    }

    private static void Set(byte value)
    {
        if (Switch is { } s)
            ((delegate* unmanaged<nint, byte, void>)s.Set)(s.Context, value);
    }

    private static (nint, nint)? Find()
    {
        // at::globalContext() and at::Context::setUserEnabledMkldnn(bool), as the Itanium ABI writes them.
        if (
            !NativeLibrary.TryLoad(TorchLoader.LibraryPath("torch_cpu"), out var torch)
            || !NativeLibrary.TryGetExport(torch, "_ZN2at13globalContextEv", out var context)
            || !NativeLibrary.TryGetExport(torch, "_ZN2at7Context20setUserEnabledMkldnnEb", out var set)
        )
            return null;
        return (((delegate* unmanaged<nint>)context)(), set);
    }
}
