namespace QosNets.Data;

/// <summary>How images of another shape come to the size that is asked for.</summary>
internal enum ImageFit
{
    /// <summary>The shorter side is scaled to the size, and the middle of the longer one is kept.</summary>
    Crop,

    /// <summary>Both sides are scaled to the size.</summary>
    Stretch,
}

/// <summary>What is made of the images of a data set while it is opened.</summary>
internal sealed record ImageForm
{
    /// <summary>Largest size.</summary>
    public const int LargestSize = 1024;

    /// <summary>Rows and columns, 1 to <see cref="LargestSize"/>, or 0 for those that the images have.</summary>
    public int Size { get; init; }

    /// <summary>How other shapes come to this size.</summary>
    public ImageFit Fit { get; init; }

    /// <summary>Whether images become grey: (77·red + 150·green + 29·blue) / 256, rounded down.</summary>
    public bool Grey { get; init; }

    /// <summary>Whether images that cannot be decoded are left out; else they are all named and nothing is read.</summary>
    public bool SkipDamaged { get; init; }

    /// <summary>Whether images stay as they are.</summary>
    internal bool ChangesNothing => Size == 0 && !Grey;
}
