namespace QosNets.Runtime;

/// <summary>Objects that are used again by later calls; as many are made as are in use at a time.</summary>
internal sealed class SpareObjects<T>(Func<T> make)
{
    private readonly Stack<T> spare = new();

    public T Take()
    {
        lock (spare)
        {
            if (spare.TryPop(out var found))
                return found;
        }
        return make();
    }

    public void Give(T value)
    {
        lock (spare)
            spare.Push(value);
    }
}
