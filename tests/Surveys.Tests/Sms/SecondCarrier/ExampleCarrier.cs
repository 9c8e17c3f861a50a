using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Surveys.Http;
using Surveys.ServiceRegister;
using Surveys.Sms;

namespace Surveys.Tests.Sms.SecondCarrier;

/// <summary>
/// A carrier that has nothing in common with Twilio: JSON webhooks with a shared key, status words of SMPP, error codes
/// in letters. Its description, webhooks, error table and sender are this folder, and <see cref="AddExample"/> is its
/// registration.
/// </summary>
internal static partial class ExampleCarrier
{
    private static readonly Carrier Description = new()
    {
        StatusPath = ExampleEndpoints.StatusPath,
        SenderPool = Pool,
        SenderPoolName = "a pool id",
        StartKeywords = FrozenSet.Create(StringComparer.OrdinalIgnoreCase, "START", "RESUME"),
    };

    [GeneratedRegex(@"\Apool/[0-9]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pool { get; }

    public static void AddExample(this IServiceCollection services, ExampleSender sender)
    {
        services.AddSingleton(Description);
        services.AddSingleton<Endpoint>(ExampleEndpoints.ReceiveMessage);
        services.AddSingleton<Endpoint>(ExampleEndpoints.ReceiveStatus);
        services.AddSingleton<ISmsSender>(sender);
    }
}

/// <summary>What the carrier's words mean for the platform.</summary>
internal static class ExampleWords
{
    public static SendResult.Refused Refuse(string error) =>
        new(
            error switch
            {
                "BLACKLISTED" => Refusal.OptedOut,
                "SENDER_NOT_APPROVED" => Refusal.Configuration,
                "QUEUE_FULL" => Refusal.Temporary,
                _ => Refusal.Permanent,
            },
            error
        );

    public static DeliveryStatus Read(string state) =>
        state switch
        {
            "DELIVRD" => DeliveryStatus.Delivered,
            "EXPIRED" => DeliveryStatus.Expired,
            "REJECTD" => DeliveryStatus.Refused,
            "UNDELIV" => DeliveryStatus.Failed,
            _ => DeliveryStatus.InProgress,
        };
}
