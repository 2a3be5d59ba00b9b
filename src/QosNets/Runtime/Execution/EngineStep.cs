namespace QosNets.Runtime;

/// <summary>One step of a compiled operating point. Steps are shared by all calls: what differs lies in the workspace.</summary>
internal abstract class EngineStep
{
    public abstract void Run(Workspace workspace, int batch);
}
