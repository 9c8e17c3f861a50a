using Surveys.Local.Pages;

namespace Surveys.Local;

/// <summary>The endpoints that only the local host has.</summary>
internal static class LocalEndpoints
{
    public static IReadOnlyList<Endpoint> All { get; } =
    [MessageEndpoints.GetMessages, MessageEndpoints.SendMessage, PageEndpoints.GetPhones, PageEndpoints.GetFrontPage];
}
