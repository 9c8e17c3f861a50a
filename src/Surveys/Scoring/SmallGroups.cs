namespace Surveys.Scoring;

/// <summary>Guards small groups, so that no citizen can be singled out: <c>suppression.ten.v1</c> of docs/method.md.</summary>
internal static class SmallGroups
{
    /// <summary>From so many answers on a figure is shown.</summary>
    public const int Least = 10;
}
