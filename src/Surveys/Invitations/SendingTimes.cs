using Surveys.ServiceRegister;

namespace Surveys.Invitations;

/// <summary>When a service's texts may go out.</summary>
internal static class SendingTimes
{
    /// <summary>The first instant from <paramref name="due"/> on at which a text of the service may go out.</summary>
    public static DateTimeOffset Next(Service service, DateTimeOffset due) => due;
}
