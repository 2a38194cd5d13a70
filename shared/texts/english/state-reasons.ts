/** Why EC2 says that an instance is in its state, by its code: each stands alone, and in brackets after “… is stopped”. */
export const stateReasons = {
  'Client.UserInitiatedShutdown': 'Stopped through the console or the API of the cloud',
  'Client.InstanceInitiatedShutdown': 'Shut down by its own system',
  'Client.UserInitiatedHibernate': 'Put into hibernation through the console or the API of the cloud',
  'Client.InternalError': 'It could not be launched as asked, often since the key of an encrypted volume may not be used',
  'Client.InvalidSnapshot.NotFound': 'The snapshot of one of its volumes was not found',
  'Client.VolumeLimitExceeded': 'The account may not have more volumes or storage',
  'Server.InsufficientInstanceCapacity': 'EC2 has no capacity for its type in this zone now',
  'Server.InternalError': 'An internal error of EC2',
  'Server.ScheduledStop': 'Stopped by EC2 since its hardware is retired',
  'Server.SpotInstanceShutdown': 'Stopped by EC2, which took its Spot capacity back',
  'Server.SpotInstanceTermination': 'Terminated by EC2, which took its Spot capacity back',
};
