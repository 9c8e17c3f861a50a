using AngleSharp.Html.Dom;
using Surveys.Tests.Fixture;

namespace Surveys.Tests.Pages;

/// <summary>A service with texts at any time, and citizens whom it served.</summary>
public abstract class SurveyPageTests(FrontDoor door) : FrontDoorTests
{
    protected const string ServiceId = "licence";

    /// <summary>The number of citizens so far. Each has its own id and phone number.</summary>
    private int _number;

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected FrontDoor Door => door;

    protected HttpClient Producer { get; private set; } = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await door.RegisterAsync(ServiceId, new { sendingWindow = (object?)null });
        Producer = await door.AsAsync("producer", ServiceId);
    }

    /// <summary>A citizen without a phone, who sees a link on the service's screen.</summary>
    internal Task<Citizen> MeetAsync(string assistance = "ai", string language = "kk") =>
        Citizen.MeetAsync(door, Producer, ServiceId, $"i{++_number}", null, assistance, language);

    /// <summary>A citizen who has received a text with a link.</summary>
    internal async Task<Citizen> TextedAsync(string assistance = "ai", string language = "kk")
    {
        var number = ++_number;
        var phone = $"+7701000{number:D4}";
        var citizen = await Citizen.MeetAsync(door, Producer, ServiceId, $"i{number}", phone, assistance, language);
        await door.PassAsync(TimeSpan.FromMinutes(16));
        return citizen;
    }

    /// <summary>The names of the fields of a page, in their order.</summary>
    protected static IEnumerable<string> Asked(IHtmlDocument page) =>
        page.QuerySelectorAll("form [name]").Select(field => field.GetAttribute("name")!).Distinct();
}
