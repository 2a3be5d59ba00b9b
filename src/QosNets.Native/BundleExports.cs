using System.Runtime.InteropServices;
using QosNets.Bundles;
using QosNets.Runtime;

namespace QosNets.Native;

/// <summary>Functions about bundles and their operating points; include/qosnets.h describes all of them.</summary>
internal static unsafe class BundleExports
{
    // Asks for the current point where a function takes the index of one.
    private const int CurrentPoint = -1;

    [StructLayout(LayoutKind.Sequential)]
    public struct BundleInfo
    {
        public int Channels;
        public int Height;
        public int Width;
        public int Classes;
        public int Points;
        public int Layers;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct PointInfo
    {
        public double RelativePower;
        public double ValidationTop1;
        public double Temperature;
    }

    [UnmanagedCallersOnly(EntryPoint = "qosnets_bundle_open")]
    public static int Open(byte* path, int threads, nint* bundle)
    {
        try
        {
            Arguments.Place(bundle, "bundle") = 0;
            *bundle = Add(Bundle.Load(Arguments.Text(path, "path")), threads);
            return 0;
        }
        catch (Exception e)
        {
            return Fault.Keep(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "qosnets_bundle_open_memory")]
    public static int OpenMemory(byte* bytes, nuint size, int threads, nint* bundle)
    {
        try
        {
            Arguments.Place(bundle, "bundle") = 0;
            var copy = Arguments.Read(bytes, checked((long)size), "bytes").ToArray();
            *bundle = Add(Bundle.Read(copy, "the bundle in memory"), threads);
            return 0;
        }
        catch (Exception e)
        {
            return Fault.Keep(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "qosnets_bundle_close")]
    public static int Close(nint bundle)
    {
        try
        {
            Handles.Close<PointSwitch>(bundle);
            return 0;
        }
        catch (Exception e)
        {
            return Fault.Keep(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "qosnets_bundle_info")]
    public static int Info(nint bundle, BundleInfo* info)
    {
        try
        {
            var of = Of(bundle).Engine.Bundle;
            var shape = of.Network.Input.Shape;
            Arguments.Place(info, "info") = new BundleInfo
            {
                Channels = shape.Channels,
                Height = shape.Height,
                Width = shape.Width,
                Classes = of.Network.Classes,
                Points = of.Points.Count,
                Layers = of.Network.Layers.Count,
            };
            return 0;
        }
        catch (Exception e)
        {
            return Fault.Keep(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "qosnets_point_info")]
    public static int InfoOfPoint(nint bundle, int point, PointInfo* info)
    {
        try
        {
            var of = Of(bundle).Engine.Bundle;
            var chosen = of.Points[CheckPoint(of, point)];
            Arguments.Place(info, "info") = new PointInfo
            {
                RelativePower = of.RelativeCost(chosen),
                ValidationTop1 = chosen.ValidationTop1 ?? double.NaN,
                Temperature = chosen.Temperature,
            };
            return 0;
        }
        catch (Exception e)
        {
            return Fault.Keep(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "qosnets_point_name")]
    public static int NameOfPoint(nint bundle, int point, byte* name, nuint size)
    {
        try
        {
            var of = Of(bundle).Engine.Bundle;
            Arguments.Copy(of.Points[CheckPoint(of, point)].Name, name, size);
            return 0;
        }
        catch (Exception e)
        {
            return Fault.Keep(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "qosnets_class_name")]
    public static int NameOfClass(nint bundle, int index, byte* name, nuint size)
    {
        try
        {
            var classes = Of(bundle).Engine.Bundle.Metadata.Classes;
            if (index < 0 || index >= classes.Count)
                throw new ArgumentException($"there is no class {index}; there are {classes.Count}, from 0");
            Arguments.Copy(classes[index], name, size);
            return 0;
        }
        catch (Exception e)
        {
            return Fault.Keep(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "qosnets_find_point")]
    public static int Find(nint bundle, byte* name, int* point)
    {
        try
        {
            var of = Of(bundle).Engine.Bundle;
            Arguments.Place(point, "point") = of.IndexOf(Arguments.Text(name, "name"));
            return 0;
        }
        catch (BundleException e)
        {
            Fault.Keep(e);
            return (int)Status.InvalidArgument;
        }
        catch (Exception e)
        {
            return Fault.Keep(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "qosnets_switch")]
    public static int Switch(nint bundle, int point)
    {
        try
        {
            var of = Of(bundle);
            of.Select(CheckPoint(of.Engine.Bundle, point));
            return 0;
        }
        catch (Exception e)
        {
            return Fault.Keep(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "qosnets_run")]
    public static int Run(nint bundle, int point, byte* pixels, int batch, float* logits, int* ranAt)
    {
        try
        {
            var of = Of(bundle);
            var network = of.Engine.Bundle.Network;
            var images = Arguments.Read(pixels, (long)batch * network.Input.Shape.Length, "pixels");
            var results = Arguments.Write(logits, (long)batch * network.Classes, "logits");
            var ran = point;
            if (point == CurrentPoint)
                ran = of.Run(images, batch, results);
            else
                of.Engine.Run(CheckPoint(of.Engine.Bundle, point), images, batch, results);
            if (ranAt is not null)
                *ranAt = ran;
            return 0;
        }
        catch (Exception e)
        {
            return Fault.Keep(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "qosnets_run_cascade")]
    public static int RunCascade(
        nint bundle,
        int* points,
        float* minMargins,
        int count,
        byte* pixels,
        int batch,
        float* logits,
        int* ranAt
    )
    {
        try
        {
            var of = Of(bundle);
            var network = of.Engine.Bundle.Network;
            foreach (var point in Arguments.Read(points, count, "points"))
                CheckPoint(of.Engine.Bundle, point);
            var cascade = new Cascade(
                Arguments.Read(points, count, "points").ToArray(),
                Arguments.Read(minMargins, Math.Max(count - 1, 0), "min_margins").ToArray()
            );
            of.Engine.RunCascade(
                cascade,
                Arguments.Read(pixels, (long)batch * network.Input.Shape.Length, "pixels"),
                batch,
                Arguments.Write(logits, (long)batch * network.Classes, "logits"),
                Arguments.Write(ranAt, batch, "ran_at"),
                new float[batch]
            );
            return 0;
        }
        catch (Exception e)
        {
            return Fault.Keep(e);
        }
    }

    private static PointSwitch Of(nint bundle) => Handles.Get<PointSwitch>(bundle);

    private static nint Add(Bundle bundle, int threads)
    {
        if (threads < 0)
            throw new ArgumentException($"threads is {threads}; give 1 or more, or 0 for the default");
        return Handles.Add(new PointSwitch(new Engine(bundle, new EngineOptions { Threads = threads == 0 ? null : threads }), 0));
    }

    private static int CheckPoint(Bundle bundle, int point) =>
        point >= 0 && point < bundle.Points.Count
            ? point
            : throw new ArgumentException($"there is no operating point {point}; there are {bundle.Points.Count}, from 0");
}
