using Surveys.Local.Pages;

namespace Surveys.Local;

/// <summary>What only the one-machine host answers.</summary>
internal static class LocalEndpoints
{
    public static IReadOnlyList<Endpoint> All { get; } =
    [MessageEndpoints.GetMessages, MessageEndpoints.SendMessage, PageEndpoints.GetPhones, PageEndpoints.GetFrontPage];
}
