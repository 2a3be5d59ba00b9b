namespace QosNets.Native;

/// <summary>What a function of the C interface returns; include/qosnets.h has the same numbers.</summary>
internal enum Status
{
    /// <summary>It did what was asked.</summary>
    Ok = 0,

    /// <summary>An argument is out of its range, or does not fit another.</summary>
    InvalidArgument = 1,

    /// <summary>A handle was closed, or never opened.</summary>
    InvalidHandle = 2,

    /// <summary>A file, or what it holds, is not what it should be.</summary>
    BadFile = 3,

    /// <summary>The environment asks for what this machine lacks.</summary>
    BadSetting = 4,

    /// <summary>There is not enough memory.</summary>
    OutOfMemory = 5,

    /// <summary>A defect of the library.</summary>
    Internal = 6,
}
