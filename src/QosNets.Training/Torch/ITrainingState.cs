using QosNets.Archives;

namespace QosNets.Training.Torch;

/// <summary>A part of what a checkpoint holds; loading what was saved restores it to the bit.</summary>
internal interface ITrainingState
{
    /// <summary>Writes the state's entries.</summary>
    void Save(ArchiveWriter archive);

    /// <summary>Reads them back.</summary>
    void Load(ArchiveReader archive);
}
