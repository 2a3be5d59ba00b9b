namespace QosNets.Bundles;

/// <summary>What must hold of a bundle's cascades.</summary>
internal static class CascadeCheck
{
    /// <summary>The first fault, or null where there is none.</summary>
    public static string? Fault(Bundle bundle)
    {
        if (bundle.Cascades.Count > 0 && bundle.Network.Classes < 2)
            return "it has cascades but one class only, of which every point is sure; leave them out";
        var points = bundle.Points.Count;
        foreach (var curve in bundle.Cascades)
        {
            if (
                curve.First < 0
                || curve.First >= points
                || curve.Second < 0
                || curve.Second >= points
                || curve.First == curve.Second
            )
                return $"a cascade leads from point {curve.First} to {curve.Second}; two different ones of 0..{points - 1} "
                    + $"are needed";
            var name = $"the cascade from '{bundle.Points[curve.First].Name}' to '{bundle.Points[curve.Second].Name}'";
            if (bundle.Cascades.Count(c => (c.First, c.Second) == (curve.First, curve.Second)) > 1)
                return $"{name} is there twice; leave one out";
            if (curve.Steps.Count == 0)
                return $"{name} has no threshold; measure one or leave the cascade out";
            for (var i = 0; i < curve.Steps.Count; i++)
            {
                var (step, before) = (curve.Steps[i], i == 0 ? 0 : curve.Steps[i - 1].MinMargin);
                if (!(step.MinMargin > before && float.IsFinite(step.MinMargin)))
                    return FormattableString.Invariant(
                        $"{name} has the threshold {step.MinMargin} after {before}; thresholds rise from above 0"
                    );
                if (!(step.Share is >= 0 and <= 1 && step.Accuracy is >= 0 and <= 1))
                    return FormattableString.Invariant(
                        $"{name} has a share of {step.Share} and an accuracy of {step.Accuracy}; both are in 0..1"
                    );
            }
        }
        return null;
    }
}
