using QosNets.Networks;

namespace QosNets.Tests.Runtime;

internal sealed class LiteralShortcut : LiteralOperator<ShortcutNode>
{
    protected override void Run(LiteralInterpreter run, ShortcutNode node)
    {
        var (from, to) = (run.Network.ShapeOf(node.Input), run.Network.ShapeOf(node.Name));
        var before = (to.Channels - from.Channels) / 2;
        run.Move(
            node,
            node.Input,
            (x, zero) =>
            {
                var result = new float[to.Length];
                for (var at = 0; at < result.Length; at++)
                {
                    var (source, y, i) = (at / (to.Height * to.Width) - before, at / to.Width % to.Height, at % to.Width);
                    result[at] =
                        source < 0 || source >= from.Channels
                            ? zero
                            : x[(source * from.Height + y * node.Stride) * from.Width + i * node.Stride];
                }
                return result;
            }
        );
    }
}
